import { describeActivities } from '../activities-conformance.ts'
import { startToldStage } from './stage.ts'

describeActivities('SugarCRM', startToldStage)
