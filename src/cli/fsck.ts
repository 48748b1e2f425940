import { Command } from 'commander'
import { bytes, EXIT, print, progress, progressEnd } from './output.js'
import { withApp } from './with-app.js'

export const fsckCommand = (): Command =>
  new Command('fsck')
    .description('Check everything stored: refs, commits, trees, files and the hash of every byte.')
    .option('--fast', 'sizes of stored bytes instead of their hashes')
    .option('--scrub', 'set damaged bytes aside, so that they are never served and an upload heals them')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt fsck\n  databelt fsck --fast --json\n  databelt fsck --scrub\n\nExit code 3 when something is damaged. A hub may be running meanwhile.',
    )
    .action((options: { fast?: boolean; scrub?: boolean; json?: boolean }) =>
      withApp(async ({ services }) => {
        const report = await services.integrity.fsck({
          fast: options.fast ?? false,
          onProgress: (so) =>
            progress(
              `${so.repos} repositories, ${so.gitObjects} git objects, ${so.blobs} blobs (${bytes(so.bytes)})`,
            ),
        })
        const scrubbed = options.scrub
          ? await services.integrity.scrub({ mostBytes: Number.POSITIVE_INFINITY })
          : undefined
        progressEnd()
        const lines = [
          `${report.repos} repositories, ${report.commits} commits, ${report.gitObjects} git objects, ${report.blobs} blobs (${bytes(report.bytes)})`,
          ...report.faults.map((fault) => `${fault.what}: ${fault.where}`),
          ...(scrubbed?.damaged.map((sha256) => `set aside: ${sha256}`) ?? []),
          report.faults.length === 0 ? 'Everything is whole.' : `${report.faults.length} faults found.`,
        ]
        print(options.json, { ...report, ...(scrubbed && { setAside: scrubbed.damaged }) }, lines.join('\n'))
        if (report.faults.length > 0) process.exitCode = EXIT.found
      }),
    )
