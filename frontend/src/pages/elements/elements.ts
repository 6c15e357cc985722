// /elements: the elements for other people's pages, live, with what one writes for each.

import { html } from 'lit';
import { customElement } from 'lit/decorators.js';

import '../../elements/frame';
import { Part } from '../../elements/part';
import { dictionary } from '../../words/words';

const words = dictionary(
  {
    title: 'Elements for your pages',
    lead: 'One script tag brings a telephone, presence and queues into any page. All elements on a page share one connection.',
    script: 'The script, once',
    scriptText: 'It connects to the server it comes from. With data-token the user is signed in by a token of yours; without one, the call bar asks. The page may also call JackfieldElements.connect(token).',
    callbar: 'The telephone',
    callbarText: 'Dials, answers, holds, transfers, sends keys. For each change of a call it fires jackfield-call, with a PhoneEvent as its detail: open your customer’s page there.',
    presence: 'Presence',
    presenceText: 'The lamp of a number’s phone. With the attribute bare the words are only for screen readers.',
    queue: 'A queue',
    queueText: 'By its name at the PBX. What the profile of the user does not show is not shown.',
    theme: 'Your colours',
    themeText: 'Every token of the look is a property of yours: --jackfield-accent, -surface, -ink, -line, -radius-m, -font and so on. Parts: bar, dial, call, button, sign-in, lamp, queue, name, figure, trouble. Light or dark is your page’s color-scheme, the language its lang.',
  },
  {
    title: 'Des éléments pour vos pages',
    lead: 'Une balise script met un téléphone, la présence et des files dans n’importe quelle page. Tous partagent une seule connexion.',
    script: 'Le script, une fois',
    scriptText: 'Il se connecte au serveur dont il vient. Avec data-token, l’utilisateur est connecté par un jeton à vous ; sans, la barre le demande. La page peut aussi appeler JackfieldElements.connect(token).',
    callbar: 'Le téléphone',
    callbarText: 'Compose, répond, garde, transfère, envoie des touches. À chaque changement d’un appel il émet jackfield-call, avec un PhoneEvent en detail : ouvrez-y la fiche de votre client.',
    presence: 'Présence',
    presenceText: 'La lampe du poste d’un numéro. Avec l’attribut bare, les mots ne sont que pour les lecteurs d’écran.',
    queue: 'Une file',
    queueText: 'Par son nom au PBX. Ce que le profil de l’utilisateur ne montre pas n’est pas montré.',
    theme: 'Vos couleurs',
    themeText: 'Chaque valeur du style est une propriété à vous : --jackfield-accent, -surface, -ink, -line, -radius-m, -font et ainsi de suite. Parties : bar, dial, call, button, sign-in, lamp, queue, name, figure, trouble. Clair ou sombre vient du color-scheme de votre page, la langue de son lang.',
  },
);

@customElement('elements-page')
export class ElementsPage extends Part {
  override render() {
    document.title = `Jackfield: ${words().title}`;
    const server = location.origin;
    return html`
      <h1>${words().title}</h1>
      <p class="soft">${words().lead}</p>
      ${example(words().script, words().scriptText, `<script src="${server}/assets/javascripts/elements.js" defer></script>`)}
      ${example(words().callbar, words().callbarText, '<jackfield-callbar></jackfield-callbar>', html`<jackfield-callbar></jackfield-callbar>`)}
      ${example(
        words().presence,
        words().presenceText,
        '<jackfield-presence number="1002"></jackfield-presence>',
        html`<div class="phones">${['1001', '1002', '1003'].map((number) => html`<span>${number} <jackfield-presence number=${number}></jackfield-presence></span>`)}</div>`,
      )}
      ${example(words().queue, words().queueText, '<jackfield-queue name="blue"></jackfield-queue>', html`<jackfield-queue name="blue"></jackfield-queue>`)}
      ${example(
        words().theme,
        words().themeText,
        'jackfield-queue { --jackfield-accent: #6d28d9; --jackfield-surface: #f5f0ff }\njackfield-queue::part(name) { text-transform: uppercase }',
        html`<jackfield-queue class="violet" name="red"></jackfield-queue>`,
      )}
    `;
  }
}

function example(title: string, text: string, code: string, live: unknown = '') {
  return html`<section class="card example">
    <h2>${title}</h2>
    <p>${text}</p>
    ${live}
    <pre tabindex="0"><code>${code}</code></pre>
  </section>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'elements-page': ElementsPage;
  }
}
