import { Command, Option } from 'commander'
import { parseFullName, type RepoType } from '../core/repo-id.js'
import { bytes, print, progress, progressEnd } from './output.js'
import { withApp } from './with-app.js'

export const exportCommand = (): Command =>
  new Command('export')
    .description('Write a repository as a bare git repository with its LFS objects: the way out of this hub.')
    .argument('<repo>', 'NAMESPACE/NAME')
    .argument('<folder>', 'a folder that does not exist yet')
    .addOption(
      new Option('--type <type>', 'what the repository is').choices(['dataset', 'model']).default('dataset'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  databelt export nia/speech ./speech.git\n  git clone ./speech.git speech     # git-lfs finds the objects in speech.git/lfs\n  databelt export nia/asr ./asr.git --type model',
    )
    .action((repo: string, folder: string, options: { type: RepoType; json?: boolean }) =>
      withApp(async ({ services }) => {
        const principal = { kind: 'job', name: 'export' } as const
        const grant = await services.access.authorize(
          principal,
          'repo:download',
          parseFullName(repo, options.type),
        )
        const report = await services.git.export(grant, folder, (so) =>
          progress(`${so.objects} LFS objects (${bytes(so.bytes)})`),
        )
        progressEnd()
        print(
          options.json,
          { repo, folder, ...report },
          `Wrote ${repo} to ${folder}: ${report.refs} refs, ${report.objects} LFS objects (${bytes(report.bytes)}).`,
        )
      }),
    )
