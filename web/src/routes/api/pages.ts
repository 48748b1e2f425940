import { lazy } from 'react'
import type { Page } from '../../pages.js'

export const apiPages: Page[] = [{ path: '/api-docs', component: lazy(() => import('./page.js')) }]
