import type { Recorder } from '../audit/recorder.js'
import type { Stores } from '../context.js'
import type { createStorage } from '../storage.js'
import { createAnswers } from './answers.js'
import { createOverview } from './overview.js'

interface Others {
  storage: ReturnType<typeof createStorage>
  audit: { verify: Parameters<typeof createOverview>[0]['verify'] }
  recorder: Recorder
  mailing: { check(): Promise<true | undefined> }
}

/** What administrators see of the hub as a whole. */
export const createAdminServices = (stores: Stores, { storage, audit, mailing, recorder }: Others) => ({
  answers: createAnswers(stores),
  overview: createOverview({
    ...stores,
    recorder,
    ofHub: storage.ofHub,
    checkMail: async () => (await mailing.check()) === true,
    verify: () => audit.verify(),
  }),
})
