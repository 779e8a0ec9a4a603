import { describePeople } from '../people-conformance.ts'
import { startStage } from './stage.ts'

describePeople('netFORUM', startStage)
