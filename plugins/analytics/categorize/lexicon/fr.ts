/**
 * French words of feeling.
 *
 * @module
 */
import { type Lexicon, lexicon } from "../lexicon.ts";

/** French. A word that ends in `*` stands for all that begin with it; words joined by `_` stand for a phrase. */
export const FR: Lexicon = lexicon({
  words: {
    "3": `génial* genial* parfait* excellent* magnifique* merveilleu* formidable* fantastique* adore adoré
      ravi ravie ravis extraordinaire* incroyablement_bien splendide* sublime* ouah waouh wow au_top
      rien_à_redire rien_a_redire les_yeux_fermés exceptionnel* remarquable* fabuleu* délicieu* delicieu*
      enchanté* épatant* géniaux impressionn*`,
    "2": `bon bonne bons bonnes bien content* heureux heureuse* super merci* bravo satisfait* agréable*
      gentil* adorable* cool efficace* aime j'aime top chouette* sympa* utile* réussi* résolu* impeccable*
      beau belle nickel pas_mal plaisir marche_enfin ça_marche mieux chapeau remercie* félicitations
      felicitations aimable* patient patiente souriant* régal regal recommande conseille aidé aidée
      aide_précieuse bonne_humeur ce_qu'il_me_fallait fallait_exactement rapidité soulag* fier fière joli
      jolie plaît plait kiffe top_qualité sérieux sérieuse professionnel* compétent* soigné* fiable*
      ponctuel* confortable* bien_joué marche_bien fonctionne_bien refonctionne ça_remarche remarche
      enfin_réglé réglé compliment* hourra youpi mignon* savoure* satisfaction aucun_problème
      pas_de_problème aucun_souci reconnaissant* heureusement drôle* vivement gratitude`,
    "1": `clair claire rapide* intéressant* facile* pratique* correct correcte volontiers`,
    "-1": `dommage lent lente* cher chère chers compliqué* confus* difficile* bizarre* ennuyeu* malheureusement
      galère galere pff bof hélas helas long longue pénible* fatigant* fatigué* inquiet* doute* incertain*
      moyen moyenne`,
    "-2": `mauvais* mal mécontent* mecontent* déçu* decu* déception* deception* problème* probleme* panne
      cassé* casse erreur* en_retard insatisfait* fâché* énervé* enerve* frustr* triste* plainte
      réclamation* impoli* marche_pas marchent_pas fonctionne_pas fonctionnent_pas personne_ne_répond
      personne_n'aide trop_cher trop_lent bug* plante* perdu peur folle fou_de_rage aucune_réponse
      pas_de_réponse sans_réponse aucun_retour sans_nouvelles laisse_à_désirer aucun_sens plus_jamais
      me_suis_fait_avoir abîmé* abime* endommagé* vide sale défectueu* defectueu* déchiré* trompé* ignoré*
      inutile* inutilisable* n'importe_quoi dégoût* dégout* degout* bâclé* négligen* incompéten* menteu*
      mensonge* injuste* gâch* ratés raté ratée échec* échoue* bloqué* blocage* souffre douleur* malade
      seul_au_monde désespér* angoiss* regrette* retard retards retardé* toujours_pas toujours_rien
      jamais_reçu pas_reçu pas_arrivé n'arrive_pas n'arrive_plus marche_plus fonctionne_plus ne_répond_pas
      injoignable* colère furax agacé* agaçant* agace* énervant* ennui* souci soucis nuls râle pourri
      plains désagréable* malpoli* attends_depuis fausse faux incorrect*`,
    "-3": `nul nulle horrible* affreu* honte honteu* scandale* scandaleu* inadmissible* inacceptable*
      catastroph* déteste* deteste* pire arnaque* voleur* ras_le_bol marre merde merdique pourri*
      ridicule* lamentable* insupportable* cauchemar* enfer odieu* ignoble* minable* dégueulasse*
      scandalisé* arnaqué* escroc* escroquerie* foutage honteux abominable* atroce* épouvantable* furieu*
      intolérable* insultant* révolt* médiocre*`,
  },
  negators: "pas jamais rien aucun aucune ni sans guère plus_du_tout",
  boosters: "très tres vraiment trop tellement super hyper extrêmement si archi",
});
