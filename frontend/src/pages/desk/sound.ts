// How a call sounds, for people: the mean opinion score as one of three words, and the figures behind it. Pure.

import type { Quality } from '../../library/softphone';
import { dictionary, language } from '../../words/words';

const words = dictionary(
  {
    good: 'Sound: good',
    fair: 'Sound: fair',
    poor: 'Sound: poor',
    figures: (mos: string, jitter: string, loss: string) => `${mos} of 4.5 · jitter ${jitter} ms · loss ${loss} %`,
  },
  {
    good: 'Son : bon',
    fair: 'Son : moyen',
    poor: 'Son : mauvais',
    figures: (mos, jitter, loss) => `${mos} sur 4,5 · gigue ${jitter} ms · pertes ${loss} %`,
  },
);

/** Of a mean opinion score: from 4 on users are satisfied, below 3.1 nearly all are not (ITU-T G.107, annex B). */
export function soundGrade(mos: number): 'good' | 'fair' | 'poor' {
  return mos >= 4 ? 'good' : mos >= 3.1 ? 'fair' : 'poor';
}

export function soundWord(mos: number): string {
  return words()[soundGrade(mos)];
}

export function soundFigures({ mos, jitter, loss }: Quality): string {
  return words().figures(oneDecimal(mos), oneDecimal(jitter), oneDecimal(loss));
}

export function oneDecimal(value: number): string {
  return value.toLocaleString(language(), { maximumFractionDigits: 1 });
}
