import { fail } from './cli/output.js'
import { createProgram } from './cli/program.js'

await createProgram().parseAsync().catch(fail)
