import type { Route } from '../route.js'
import { head } from './head.js'
import { infoRefs } from './info-refs.js'
import { receivePack } from './receive-pack.js'
import { uploadPack } from './upload-pack.js'

/** git over smart HTTP: https://git-scm.com/docs/gitprotocol-http */
export const gitRoutes = (): Route[] => [infoRefs(), uploadPack(), receivePack(), head()]
