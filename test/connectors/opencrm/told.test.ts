import { describeActivities } from '../activities-conformance.ts'
import { startToldStage } from './stage.ts'

describeActivities('OpenCRM', () => startToldStage({ contactsBounce: false, single: 'object' }))
