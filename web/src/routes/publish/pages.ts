import type { Page } from '../../pages.js'

export const publishPages: Page[] = []
