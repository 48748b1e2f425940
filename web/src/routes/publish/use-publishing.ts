import { useCallback, useState } from 'react'
import { type CardHeadings, cardOfDraft } from '../../codecs/card-of-draft.js'
import type { CardConfig } from '../../codecs/csv-configs.js'
import type { Draft } from '../../core/draft.js'
import { makeDataset, openDataset } from '../../data/publish.js'
import { textLine } from '../../data/upload/commit.js'
import { Upload, type UploadFile } from '../../data/upload/upload.js'
import type { ChangeDraft } from './use-draft.js'
import { useStopping } from './use-stopping.js'

interface Wish {
  draft: Draft
  change: ChangeDraft
  files: UploadFile[]
  readme: string | undefined
  /** How the tables among the files are to be read. */
  configs: CardConfig[] | undefined
  headings: CardHeadings
  summary: string
  done(id: string): void
}

/** Makes the data set, sends the files, sets who may what. Whatever breaks off can be begun again: it goes on. */
export function usePublishing({ draft, change, files, readme, configs, headings, summary, done }: Wish) {
  const [upload, setUpload] = useState<Upload>()
  const [stage, setStage] = useState<'review' | 'sending' | 'opening'>('review')
  const [error, setError] = useState<unknown>()
  const isGone = useStopping(upload)

  const finish = useCallback(
    async (running: Upload, id: string) => {
      if (!(await running.run()) || isGone.current) return
      setStage('opening')
      await openDataset(id, draft)
      done(id)
    },
    [draft, done, isGone],
  )
  const guarded = useCallback(async (work: () => Promise<void>) => {
    setError(undefined)
    try {
      await work()
    } catch (failure) {
      setError(failure)
      setStage('review')
    }
  }, [])
  const begin = () =>
    guarded(async () => {
      const id = await makeDataset(draft)
      change({ made: id })
      if (isGone.current) return
      const lines = [textLine('README.md', cardOfDraft(draft, headings, readme, configs))]
      const others = files.filter(({ path }) => path !== 'README.md')
      const made = new Upload({ id, files: others, lines, summary })
      setUpload(made)
      setStage('sending')
      await finish(made, id)
    })
  const goOn = useCallback(() => {
    if (upload) void guarded(() => finish(upload, draft.made))
  }, [upload, guarded, finish, draft.made])
  const review = () => {
    setUpload(undefined)
    setStage('review')
  }
  return { upload, stage, error, begin, goOn, review }
}
