import { describeActivities } from '../activities-conformance.ts'
import { startToldStage } from './stage.ts'

describeActivities('SuiteCRM', startToldStage)
