import { adminId } from '../sugar-data/crm.ts'
import type { Condition } from '../sugar-data/condition.ts'
import type { Field } from '../sugar-data/field.ts'
import { linkNamed } from '../sugar-data/links.ts'
import { fieldOf, type Module } from '../sugar-data/modules.ts'
import { plain } from '../sugar-data/saving.ts'
import { isObject, listOf } from './body.ts'
import { SugarFault } from './errors.ts'
import { sugarModule } from './modules.ts'
import { readOperator } from './operators.ts'

/** More conditions than any sensible filter has. */
const mostConditions = 1000

/**
 * Reads a filter expression. A condition on a field that no table has is passed over without a
 * word, as the server does; one on a field that is unknown is refused.
 */
export function readFilter(module: Module, given: unknown): Condition | undefined {
  const left = { conditions: mostConditions }
  return all(listOf(parsed(given)).flatMap((one) => readOne(module, one, left)))
}

function parsed(given: unknown): unknown {
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    throw new SugarFault('invalid_parameter', 'The filter cannot be read as JSON.')
  }
}

interface Left {
  conditions: number
}

/** One object of an expression: all of it must hold. */
function readOne(module: Module, given: unknown, left: Left): readonly Condition[] {
  if (!isObject(given)) throw new SugarFault('invalid_parameter', 'A filter is made of objects.')
  return Object.entries(given).flatMap(([name, value]): readonly Condition[] => {
    left.conditions -= 1
    if (left.conditions < 0) throw new SugarFault('invalid_parameter', 'The filter is too long.')
    switch (name) {
      case '$and':
        return listOf(value).flatMap((one) => readOne(module, one, left))
      case '$or': {
        const of = listOf(value).flatMap((one) => all(readOne(module, one, left)) ?? [])
        return of.length === 0 ? [] : [{ kind: 'any', of }]
      }
      case '$owner':
        return [{ kind: 'compare', field: 'assigned_user_id', operator: '=', value: adminId }]
      case '$creator':
        return [{ kind: 'compare', field: 'created_by', operator: '=', value: adminId }]
      default:
        return readField(module, name, value)
    }
  })
}

function readField(module: Module, name: string, value: unknown): readonly Condition[] {
  const field = findField(module, name)
  // Addresses can be looked for, though they are in another table.
  if (field.computed === true && field.type !== 'email') return []
  const compared = field.type === 'email' ? { ...field, type: 'varchar' as const } : field
  if (!isObject(value)) return [readOperator(compared, name, ['$equals', value])]
  return Object.entries(value).map((test) => readOperator(compared, name, test))
}

/** A field of the module, or `link.field` of the records behind a link. */
export function findField(module: Module, name: string): Field {
  const [first = '', second] = name.split('.')
  const link = second === undefined ? undefined : linkNamed(module.name, first)
  const home = second === undefined ? module : link && sugarModule(link.module)
  const field = home && fieldOf(home, second ?? first)
  if (field !== undefined) return field
  const words = `Could not find field ${plain(name)} in module: ${module.name}`
  throw new SugarFault('invalid_parameter', words)
}

function all(of: readonly Condition[]): Condition | undefined {
  return of.length === 0 ? undefined : { kind: 'all', of }
}
