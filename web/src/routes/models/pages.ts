import type { Page } from '../../pages.js'

export const modelPages: Page[] = []
