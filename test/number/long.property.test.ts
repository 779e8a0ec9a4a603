import { testOfEveryFigure } from './history.ts'

testOfEveryFigure(20)
