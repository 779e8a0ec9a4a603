import { z } from 'zod'
import type { Connector } from './connector.ts'

/** The keys of a connector's settings that are secret: sealed, and never answered. */
export function secretKeysOf(connector: Pick<Connector, 'settings'>): string[] {
  return Object.entries(connector.settings.shape)
    .filter(([, field]) => (field as z.ZodType).meta()?.['secret'] === true)
    .map(([key]) => key)
}

/** JSON Schema of the settings form; secret fields carry writeOnly. */
export function settingsSchemaOf(connector: Pick<Connector, 'settings'>): Record<string, unknown> {
  return z.toJSONSchema(connector.settings, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema['secret'] !== true) return
      delete jsonSchema['secret']
      jsonSchema.writeOnly = true
    },
  }) as Record<string, unknown>
}
