import type { Page } from '../../pages.js'

export const sqlPages: Page[] = []
