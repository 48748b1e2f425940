import { adminArea } from './hub-api/admin-area.js'
import { ownRequests } from './hub-api/own-requests.js'
import { profile } from './hub-api/profile.js'
import type { Route } from './route.js'
import { governPages } from './web/govern-pages.js'

/** What people, reviewers and administrators do in the web app, beside the calls that clients have. */
export const govern = (): Route[] => [...governPages(), ...ownRequests(), ...profile(), ...adminArea()]
