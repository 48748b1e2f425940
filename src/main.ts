import { createProgram } from './cli/program.js'
import { fail } from './cli/output.js'

await createProgram().parseAsync().catch(fail)
