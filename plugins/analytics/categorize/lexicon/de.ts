/**
 * German words of feeling.
 *
 * @module
 */
import { type Lexicon, lexicon } from "../lexicon.ts";

/** German. A word that ends in `*` stands for all that begin with it; words joined by `_` stand for a phrase. */
export const DE: Lexicon = lexicon({
  words: {
    "3": `perfekt* ausgezeichnet* hervorragend* fantastisch* großartig* wunderbar* wunderschön* genial*
      liebe_es begeistert* exzellent* traumhaft* wow nichts_zu_meckern nichts_auszusetzen phänomenal*
      überragend* sensationell* himmlisch* köstlich* vorzüglich* herrlich* mega bombe weltklasse
      einwandfrei* tadellos* liebe`,
    "2": `gut gute guter gutes guten besser beste bester toll tolle toller tolles schön schöne schönes super
      prima zufrieden* danke dank freundlich* nett nette hilfreich* glücklich* froh freue freut klasse
      spitze lecker* gefällt gelöst klappt angenehm* cool dankbar* lob geklappt funktioniert_wieder
      geht_wieder kompliment* flott geduldig* pünktlich* genau_das genau_richtig geholfen empfehle*
      empfehlenswert* weiterempfehlen erleichtert* stolz hübsch* zuverlässig* professionell* höflich*
      kompetent* sauber gemütlich* bequem* sorgfältig* glückwunsch* hurra juhu klappt_wieder läuft_wieder
      funktioniert_super kein_problem keine_probleme genießen genossen schätze wertschätz* beeindruck*
      lustig* süß lieb lieben hilfsbereit* angetan erfreut* erfreulich* überzeugt* daumen_hoch bravo passt
      gelungen* sympathisch* dankeschön`,
    "1": `schnell schnelle klar verständlich* einfach_zu interessant* praktisch* läuft okay_so gerne
      funktioniert`,
    "-1": `schade leider langsam* teuer kompliziert* verwirrend* unklar* schwierig* langweilig* komisch
      seltsam* hm naja puh seufz umständlich* mühsam* anstrengend* müde unsicher* zweifel* besorgt mäßig*`,
    "-2": `schlecht* kaputt defekt* falsch* fehler* problem probleme wütend sauer ärger* enttäusch*
      unzufrieden* beschwer* unfreundlich* unverschämt* nervt nervig* traurig* zu_spät zu_teuer zu_langsam
      funktioniert_nicht geht_nicht klappt_nicht keiner_hilft niemand_hilft frustrier* abgestürzt stürzt
      verloren angst verspätet* genug_davon blöd* mangelhaft* wahnsinnig verrückt keine_antwort
      keine_rückmeldung zu_wünschen keinen_sinn nie_wieder nie_mehr beschädigt* leer schmutzig* dreckig*
      zerrissen undicht betrogen belogen gelogen ignoriert unsinn quatsch unbrauchbar* unzuverlässig*
      inkompetent* schlampig* dumm dumme idiot* ungerecht* unfair verschwend* bereue* gescheitert versagt*
      hoffnungslos* verzweifel* einsam elend* schmerz* krank ängstlich* genervt gereizt verspätung*
      verzögert* nie_angekommen nicht_angekommen nicht_erhalten immer_noch_nicht immer_noch_nichts
      warte_seit unerreichbar* nicht_erreichbar hängt_sich eingefroren läuft_nicht tut_nicht
      tut_sich_nichts abzocke* unhöflich* überteuert* zumutung* peinlich* gestört_hat reklamation* mangel
      mängel verdorben verärgert* böse aufgebracht satt_das bedauer* unangenehm* miserabel*`,
    "-3": `furchtbar* schrecklich* entsetzlich* katastroph* grauenhaft* hasse lächerlich* frechheit
      unfassbar_schlecht scheiß* scheiss* mist wertlos* nutzlos* betrug* betrüger* schlimmste* skandal*
      unerträglich* inakzeptabel* saftladen grausam* abscheulich* widerlich* ekel* hölle albtraum*
      alptraum* skandalös* unverschämtheit* dreist* unfassbar* schande schändlich* desaster* unmöglich_so
      wutentbrannt kotz* verarscht* erbärmlich* grottenschlecht*`,
  },
  negators: "nicht kein keine keinen keiner keinem nie niemals nichts ohne kaum weder",
  boosters: "sehr echt wirklich so total extrem richtig super voll äußerst absolut",
});
