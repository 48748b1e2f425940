import { useQuery } from '@tanstack/react-query'
import { askJson, HubRefused } from './ask.js'

export interface Me {
  name: string
  fullname: string
  /** Of the hub; false while an administrator's session is not strong. */
  isAdmin: boolean
  /** An administrator all the same, who acts as one with a second factor. */
  isHeldBack: boolean
  orgs: { name: string; fullname: string; roleInOrg: string }[]
}

/** Who is signed in; null for nobody. */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      try {
        return await askJson<Me>('/api/whoami-v2', signal)
      } catch (error) {
        if (error instanceof HubRefused && error.status === 401) return null
        throw error
      }
    },
  })
