import { describePeople } from '../people-conformance.ts'
import { startStage } from './stage.ts'

describePeople('OpenCRM', () => startStage({ formKey: 'key', contactsBounce: true }))
describePeople('OpenCRM, another installation', () =>
  startStage({ formKey: 'apikey', contactsBounce: false, single: 'object', conditions: 'first' }),
)
