/** What the hub itself speaks. The pages of the web app may know more. */
export type Language = 'en' | 'ko'
