import { lazy } from 'react'
import type { Page } from '../../pages.js'

export const publishPages: Page[] = [{ path: '/new', component: lazy(() => import('./new.js')) }]
