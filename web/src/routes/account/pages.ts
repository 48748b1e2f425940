import type { Page } from '../../pages.js'

export const accountPages: Page[] = []
