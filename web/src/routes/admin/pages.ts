import type { Page } from '../../pages.js'

export const adminPages: Page[] = []
