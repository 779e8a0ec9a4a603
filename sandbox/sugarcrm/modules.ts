import { computed, varchar, type Field } from '../sugar-data/field.ts'
import { moduleNames, moduleOf, type Module, type ModuleName } from '../sugar-data/modules.ts'
import { SugarFault } from './errors.ts'

/** Where an integration keeps its own key of a record. */
export const syncKeyField = 'sync_key'

/** Fields that came into being after the two vendors parted. */
const notHere = ['lawful_basis', 'date_reviewed', 'lawful_basis_source']
const confirmations = /^confirm_opt_in/

const modules = new Map(moduleNames.map((name): [string, Module] => [name, moduleHere(name)]))

function moduleHere(name: ModuleName): Module {
  const module = moduleOf(name)
  const kept = module.fields.filter(
    (one) => !notHere.includes(one.name) && !confirmations.test(one.name),
  )
  const added: Field[] = [varchar(syncKeyField, 100)]
  if (module.mail) added.push(computed('email', 'email'))
  return { ...module, fields: [...kept, ...added] }
}

/** A module as this vendor has it. */
export function sugarModule(name: ModuleName): Module {
  return modules.get(name) as Module
}

/** A module by its name in a path. */
export function readModule(name: string): Module {
  const module = modules.get(name)
  if (module !== undefined) return module
  throw new SugarFault('not_found', `Could not find the module: ${name}`)
}

export const sugarModules: readonly Module[] = [...modules.values()]
