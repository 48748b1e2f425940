import type { Page } from '../../pages.js'

export const peoplePages: Page[] = []
