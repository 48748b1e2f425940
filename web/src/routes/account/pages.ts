import { lazy } from 'react'
import type { Page } from '../../pages.js'

const Settings = lazy(() => import('./settings.js'))
const SignUp = lazy(() => import('./sign-up.js'))
const NewOrganisation = lazy(() => import('../organisations/new.js'))
const OrganisationSettings = lazy(() => import('../organisations/settings.js'))

export const accountPages: Page[] = [
  { path: '/settings/:part?', component: Settings },
  { path: '/sign-up', component: SignUp },
  { path: '/organizations/new', component: NewOrganisation },
  { path: '/organizations/:name/settings/:part?', component: OrganisationSettings },
]
