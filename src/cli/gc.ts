import { Command } from 'commander'
import { bytes, print } from './output.js'
import { withApp } from './with-app.js'

export const gcCommand = (): Command =>
  new Command('gc')
    .description('Free what nothing needs any more. Two steps: mark, then, a grace period later, sweep.')
    .option('--mark', 'only mark')
    .option('--sweep', 'only sweep what an earlier mark found')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt gc\n  databelt gc --mark --json\n\nBoth steps are safe to interrupt, to repeat, and to run beside a hub. DATABELT_GC_GRACE_HOURS sets the grace period.',
    )
    .action((options: { mark?: boolean; sweep?: boolean; json?: boolean }) =>
      withApp(async ({ services }) => {
        const both = !options.mark && !options.sweep
        const marked = both || options.mark ? await services.garbage.mark() : undefined
        const swept = both || options.sweep ? await services.garbage.sweep() : undefined
        const lines = [
          marked &&
            `Marked: ${marked.objectsDeleted} git objects deleted, ${marked.blobsCondemned} blobs to be swept after the grace period.`,
          swept &&
            `Swept: ${swept.blobsDeleted} blobs (${bytes(swept.bytesDeleted)}) and ${swept.uploadsDeleted} leftovers of uploads deleted.`,
        ]
        print(options.json, { ...marked, ...swept }, lines.filter(Boolean).join('\n'))
      }),
    )
