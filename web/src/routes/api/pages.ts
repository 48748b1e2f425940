import type { Page } from '../../pages.js'

export const apiPages: Page[] = []
