import type { Field } from '../../sugar-data/field.ts'
import { links } from '../../sugar-data/links.ts'
import { moduleNames, moduleOf } from '../../sugar-data/modules.ts'
import type { Vendor } from '../vendor.ts'
import { moduleIn, textsIn, type Arguments } from './arguments.ts'

/** get_module_fields: fields with the values of their dropdowns, and links. */
export function moduleFields(_: Vendor, [, name, asked]: Arguments) {
  const module = moduleIn(name)
  const names = textsIn(asked)
  const wanted = (one: { name: string }) => names.length === 0 || names.includes(one.name)
  return {
    module_name: module.name,
    module_fields: byName(module.fields.filter(wanted).map(description)),
    link_fields: byName(
      links[module.name].filter(wanted).map((link) => ({
        name: link.name,
        type: 'link',
        relationship: link.kind === 'tie' ? link.tie : '',
        module: link.module,
        bean_name: moduleOf(link.module).object,
      })),
    ),
  }
}

export function availableModules() {
  return { modules: moduleNames.map((one) => ({ module_key: one, module_label: one })) }
}

function description({ name, type, options, default: usual }: Field) {
  return {
    name,
    type,
    label: name,
    required: 0,
    options:
      options === undefined
        ? []
        : byName(Object.entries(options).map(([key, value]) => ({ name: key, value }))),
    ...(usual !== undefined && { default_value: usual }),
  }
}

function byName<T extends { name: string }>(all: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(all.map((one) => [one.name, one]))
}
