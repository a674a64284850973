/**
 * The taxonomy: what a message may be about, and what its writer is after. Closed, and owned by who runs the pipeline.
 *
 * @module
 */
import { digest } from "../../../core/fingerprint.ts";

/** One label. */
export interface Label {
  /** What is stored: short, in lower case. */
  name: string;
  /** One sentence; a model is told it. */
  description: string;
  /** Words by language (ISO 639-1) that the rules engine takes for it; `pay*` stands for all that begin so. */
  words?: { readonly [language: string]: readonly string[] };
}

/** Topics and intents. */
export interface Taxonomy {
  topics: readonly Label[];
  intents: readonly Label[];
}

/** What stands for a topic that is not among them. Always a topic. */
export const OTHER = "other";
/** What stands for an intent that cannot be told. Always an intent. */
export const UNCLEAR = "unclear";

/** The taxonomy as the engines use it: with its ways out, and a version that any change of it changes. */
export interface ReadyTaxonomy extends Taxonomy {
  /** Sixteen hexadecimal digits. */
  readonly version: string;
}

/** Adds the ways out. */
export function readyTaxonomy({ topics, intents }: Taxonomy): ReadyTaxonomy {
  const all = {
    topics: withLast(topics, { name: OTHER, description: "Anything else." }),
    intents: withLast(intents, { name: UNCLEAR, description: "It cannot be told." }),
  };
  return { ...all, version: digest(JSON.stringify(all)).slice(0, 16) };
}

function withLast(labels: readonly Label[], last: Label): Label[] {
  return [...labels.filter(({ name }) => name !== last.name), labels.find(({ name }) => name === last.name) ?? last];
}

const words = (list: string): string[] => list.split(/\s+/);

/** What support desks and assistants are asked. */
export const DEFAULT_TAXONOMY: Taxonomy = {
  topics: [
    {
      name: "account",
      description: "Signing in, passwords, profile data, subscriptions as such.",
      words: {
        nl: words("inlog* aanmeld* wachtwoord* account* profiel* abonnement* registr* opzeg* gebruikersnaam"),
        fr: words("connecter connexion compte* profil* abonnement* inscri* résilier résiliation identifiant* passe"),
        en: words("login log account* password* profile* subscription* register* unsubscribe username sign"),
        de: words("anmeld* einlog* passwort* konto* profil* abo abonnement* registr* kündig* benutzername*"),
      },
    },
    {
      name: "billing",
      description: "Prices, payments, invoices, refunds.",
      words: {
        nl: words(
          "factuur facturen betaal* betaling* prijs prijzen kost kosten geld terugbetal* rekening* korting* duur",
        ),
        fr: words("facture* paiement* payer payé payée prix coûte coute rembours* argent tarif* réduction* cher"),
        en: words("invoice* bill billing pay* paid price* cost costs refund* money charge* discount* expensive"),
        de: words("rechnung* bezahl* zahlung* preis* kostet kosten geld erstatt* rabatt* teuer zurückzahl*"),
      },
    },
    {
      name: "delivery",
      description: "Orders on their way: shipping, tracking, returns.",
      words: {
        nl: words("lever* bestel* pakket* pakje* verzend* verzonden bezorg* retour* ruilen onderweg"),
        fr: words("livr* colis command* expédi* envoi retour* échang* suivi"),
        en: words("deliver* order* parcel* package* ship* return* exchange* tracking courier"),
        de: words("liefer* bestell* paket* versand* versend* retour* umtausch* zustell*"),
      },
    },
    {
      name: "technical help",
      description: "Something does not work; software, devices, code.",
      words: {
        nl: words(
          "werkt foutmelding* fout app scherm* knop update* installeer* crasht* kapot storing* code website bug",
        ),
        fr: words(
          "marche fonctionne erreur* appli application* écran* bouton* installer panne* plante bug code site cassé",
        ),
        en: words("works work working error* app screen* button* install* crash* broken bug* code website update* fix"),
        de: words(
          "funktioniert fehler* app bildschirm* knopf installier* absturz* kaputt* code website update* läuft stürzt",
        ),
      },
    },
    {
      name: "writing",
      description: "Texts to write, translate, correct or summarise.",
      words: {
        nl: words("schrijf schrijven gedicht* vertaal* vertaling* samenvat* herschrijf* tekst* brief mail verhaal*"),
        fr: words("écris écrire poème* tradui* résum* réécri* texte* lettre* mail histoire* corrige*"),
        en: words("write writing poem* translat* summar* rewrite text* letter* essay* story proofread email draft"),
        de: words("schreib* gedicht* übersetz* zusammenfass* umschreib* text* brief* mail geschichte* korrigier*"),
      },
    },
    {
      name: "information",
      description: "Facts: opening hours, places, meanings, how something is.",
      words: {
        nl: words("wanneer waar wie hoeveel open openingstijd* adres betekent verschil welke informatie"),
        fr: words(
          "quand où qui combien ouvert* ouvrez horaire* adresse* signifie différence quelle quelles information*",
        ),
        en: words("when where who hours open address* meaning mean difference which information"),
        de: words("wann wo wer wieviel offen öffnungszeit* adresse* bedeutet unterschied welche information*"),
      },
    },
    {
      name: "guidance",
      description: "Advice on what to do: plans, recipes, learning, health, decisions.",
      words: {
        nl: words("advies tip tips recept* plan leer leren uitleg uitleggen moet aanraden kies kiezen gezond*"),
        fr: words("conseil* recette* plan apprend* explique* expliquer dois recommand* choisir santé"),
        en: words("advice tip tips recipe* plan learn* explain* should recommend* choose health*"),
        de: words("rat tipp* rezept* plan lern* erklär* soll sollte empfehl* wählen gesund*"),
      },
    },
  ],
  intents: [
    { name: "asking", description: "The writer wants to know something." },
    { name: "doing", description: "The writer wants something done or made." },
    { name: "expressing", description: "The writer says what they feel or think, or tells something." },
  ],
};
