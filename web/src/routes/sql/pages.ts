import { lazy } from 'react'
import type { Page } from '../../pages.js'

export const sqlPages: Page[] = [{ path: '/sql', component: lazy(() => import('./page.js')) }]
