import { lazy } from 'react'
import type { Page } from '../../pages.js'

/** `/admin` would be the page of a user, and administrators may have that name. */
export const adminPages: Page[] = [{ path: '/admin-area/:part?', component: lazy(() => import('./area.js')) }]
