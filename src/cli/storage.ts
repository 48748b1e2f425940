import { Command, Option } from 'commander'
import { parseFullName, type RepoType } from '../core/repo-id.js'
import { bytes, print, progress, progressEnd } from './output.js'
import { withApp } from './with-app.js'

export const storageCommand = (): Command =>
  new Command('storage')
    .description('What LFS files take on disk, and what shared chunks and compression save.')
    .argument('[repo]', 'NAMESPACE/NAME; all repositories without it')
    .addOption(
      new Option('--type <type>', 'what the repository is').choices(['dataset', 'model']).default('dataset'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  databelt storage\n  databelt storage nia/speech --json')
    .action((repo: string | undefined, options: { type: RepoType; json?: boolean }) =>
      withApp(async ({ services }) => {
        const use = repo
          ? await services.storage.ofRepo(await grantOf(services, repo, options.type))
          : await services.storage.ofHub()
        const share = use.logicalBytes === 0 ? 0 : (100 * use.savedBytes) / use.logicalBytes
        print(
          options.json,
          use,
          `${use.files} LFS files of ${bytes(use.logicalBytes)} take ${bytes(use.storedBytes)}: ${share.toFixed(1)} % saved.`,
        )
      }),
    )

export const packCommand = (): Command =>
  new Command('pack')
    .description(
      'Put files that came whole into chunks now, where that saves space. A running hub does it by itself.',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt pack\n  databelt pack --json\n\nSafe to interrupt and to repeat. The space of the whole files is freed by the next `databelt gc`.',
    )
    .action((options: { json?: boolean }) =>
      withApp(async ({ services }) => {
        const report = await services.packing.run({
          mostBytes: Number.POSITIVE_INFINITY,
          onProgress: (so) => progress(`${so.looked} files, ${so.packed} packed`),
        })
        progressEnd()
        const { looked, packed, bytesBefore, bytesAfter } = report
        print(
          options.json,
          report,
          `Looked at ${looked} files, packed ${packed}: ${bytes(bytesBefore)} became ${bytes(bytesAfter)}.`,
        )
      }),
    )

type Services = Parameters<Parameters<typeof withApp>[0]>[0]['services']

const grantOf = (services: Services, repo: string, type: RepoType) =>
  services.access.authorize({ kind: 'job', name: 'storage' }, 'repo:read', parseFullName(repo, type))
