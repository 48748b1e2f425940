import { lazy } from 'react'
import type { Page } from '../../pages.js'

const ModelFiles = lazy(() => import('./model-files.js'))

/** Files and history of models; those of a data set are its tabs. */
export const filePages: Page[] = ['tree', 'blob', 'commits', 'commit', 'compare'].map((view) => ({
  path: `/:ns/:name/${view}/*?`,
  component: ModelFiles,
}))
