import { describeActivities } from '../activities-conformance.ts'
import { startToldStage } from './stage.ts'

describeActivities('netFORUM', startToldStage)
