/**
 * Words that tell one language from another in short messages: function words and what people open and close chats
 * with. A word that two languages share stands in both and decides nothing between them.
 *
 * @module
 */

const nl =
  `de het een en ik je jij u we wij zij hij ze mijn jouw jullie hun ons onze is zijn was waren ben bent heb hebt
heeft had hebben kan kun kunt kunnen wil wilt willen moet moeten mag mogen zal zou zouden word wordt worden gaat gaan
doe doet doen niet geen wel nog al ook maar dan dat dit die deze daar hier er waar wat wie hoe wanneer waarom welke
welk met van voor naar bij op aan uit over door om te tot als want omdat nu even graag dank dankje dankjewel bedankt
dankuwel hoi hallo hey goedemorgen goedemiddag goedenavond doei tot ziens ja nee nee hoor zo heel erg veel meer niks
niets iets alles iemand niemand weer altijd nooit vandaag morgen gisteren aub alsjeblieft alstublieft zeg snap snel
hebt klopt lukt mooi leuk fijn prima goed slecht gewoon echt eigenlijk oke oké tis ff ofzo jaa neee vraag vraagje laat
werkt stuur geef schrijf vertaal leg kom krijg vind weet denk maak toch want mee mij me hem haar jou kapot nieuwe
wachtwoord bestelling pakket pakje factuur betaling levering rekening geld winkel sorry ok super top zonder tegen
onder na eens steeds`;

const fr =
  `le la les un une des du de et je tu il elle on nous vous ils elles mon ma mes ton ta tes son sa ses notre nos
votre vos leur leurs est es suis sommes êtes etes sont était etait ai as a avons avez ont avait peux peut pouvez
pouvons veux veut voulez vouloir dois doit devez faut fait faire fais faites va vais vas vont aller ne pas plus rien
jamais non oui si mais ou où et donc car que qui quoi quel quelle quels quelles quand comment pourquoi combien avec
sans pour par sur sous dans chez vers entre au aux en y ce cet cette ces ça ca cela c'est cest j'ai jai n'est qu'est
est-ce merci bonjour bonsoir salut bjr slt svp stp cc coucou au revoir bisous bise très tres trop bien mal bon bonne
beau belle super génial parfait encore toujours déjà deja aussi juste alors maintenant demain hier aujourd'hui
quelqu'un personne tout toute tous toutes même meme autre aucun aucune d'accord daccord mdr ouais ouai nan chui jsuis
jveux koi pk ptit petit petite mot passe commande colis facture livraison compte argent aide aidez marche écris
traduis explique donne envoie envoyez t'as y'a ya voici voilà volontiers désolé ok peu depuis moi toi lui eux`;

const en = `the a an and i you he she it we they my your his her its our their me him us them am is are was were be been
being have has had do does did don't dont doesn't doesnt didn't didnt can can't cant cannot could will won't wont would
should shall may might must not no yes yeah yep nope but or so because if then than that this these those there here
what who whom which when where why how with without from for to of in on at by about into over after before again
please pls plz thanks thank thx ty hi hello hey bye good morning evening still just also already only even very much
many more some any anything nothing something everything nobody somebody anyone someone all every always never now
today tomorrow yesterday ok okay sure great nice cool awesome perfect lovely sorry i'm im i'll i've ive it's that's
thats what's you're we're they're there's isn't won't got get gets getting give send tell write translate explain make
need needs want wants know think work works working help one up out off my password order invoice delivery account
money parcel package lol idk btw u r gonna wanna cheers`;

const de = `der die das den dem des ein eine einen einem einer eines und ich du er sie es wir ihr mich mir dich dir uns
euch ihm ihn ihnen mein meine meinen meinem meiner dein deine deinen sein seine unser unsere euer eure ist sind bin
bist war waren wäre hab habe hast hat haben habt hatte kann kannst können koennen könnt könnte konnte will willst
wollen soll sollen muss muß müssen musst darf darfst dürfen mag möchte moechte werde wird wirst werden wurde würde geht
gehen gibt macht machen mach nicht kein keine keinen keiner nichts nie noch schon auch aber oder denn dann dass daß
weil wenn als ob da dort hier wo was wer wen wem wie wann warum wieso welche welcher welches mit von vom für fuer nach
bei beim zu zum zur auf an am im in aus über ueber durch um bis seit ohne gegen unter vor zwischen ja nein doch mal
halt eben nur sehr viel mehr alles etwas jemand niemand immer jetzt heute morgen gestern bitte danke dank vielen
hallo hi guten tag servus moin grüß grüße tschüss ciao okay ok gerne gern gut toll super prima schön schlecht einfach
eigentlich wirklich leider sorry entschuldigung vllt lg mfg hdl klar genau stimmt keine ahnung funktioniert klappt
schreib übersetze erklär gib zeig hilf passwort bestellung rechnung lieferung paket konto geld wieder neu neue zurück
spät`;

/** What people type in any of these languages: no evidence of one. */
const ANYWHERE = "ok okay sorry super top prima stop hallo hey hi mail email online app account status info test lol";

/** Words by language, in lower case. */
export const WORDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({ nl, fr, en, de }).map(([language, list]) => [language, new Set(list.split(/\s+/))]),
);

/** Words that say little wherever they stand. */
export const COMMON: ReadonlySet<string> = new Set(ANYWHERE.split(" "));
