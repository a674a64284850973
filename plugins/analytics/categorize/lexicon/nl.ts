/**
 * Dutch words of feeling.
 *
 * @module
 */
import { type Lexicon, lexicon } from "../lexicon.ts";

/** Dutch. A word that ends in `*` stands for all that begin with it; words joined by `_` stand for a phrase. */
export const NL: Lexicon = lexicon({
  words: {
    "3": `geweldig* fantastisch* perfect* uitstekend* subliem* magnifiek* heerlijk* prachtig* schitterend*
      dolblij wauw wow super_blij overheerlijk* onvergetelijk* briljant* meesterlijk* verrukk*
      heel_erg_blij dikke_pluim niets_op_aan_te_merken kan_niet_beter kan_niet_meer_stuk`,
    "2": `goed goede beter beste blij blije tevreden fijn fijne leuk leuke mooi mooie lekker* super top toppie
      prima tof toffe behulpzaam* vriendelijk* aardig* dank dankje dankjewel dankuwel bedankt* dank_je
      dank_u blij_mee opgelost handig* gelukt werkt_weer werkt_nu doet_het_weer aangenaam* enthousiast*
      knap gaaf gave cool chapeau ideaal ideale hulde compliment* pluim vlug geduldig* vrolijk* gelukkig*
      opgelucht* dankbaar* trots smullen smaakvol* geholpen aanrader aan_te_raden raad_aan
      raad_iedereen_aan precies_wat prettige mooiste leukste fijnste liefst geslaagd* correct*
      betrouwbaar* professioneel* netjes vakkundig* verrassend* gezellig* jippie jeej hoera hoi_hoi
      welgekomen zalig zalige waardeer* bewonder* uitmuntend* voortreffelijk* puik petje_af houden_van
      hou_van genoten geniet* kwaliteit_is_goed geen_probleem geen_klachten niets_te_klagen geweldige`,
    "1": `oké_zo vlot* snel_geholpen duidelijk* helder* interessant* prettig* grappig* lief lieve werkt
      graag_gedaan`,
    "-1": `jammer helaas traag* lastig* ingewikkeld* verwarrend* onduidelijk* duur dure saai* moeilijk* vreemd
      raar gedoe bah pff pfff tja zucht rommelig* tegenvaller omslachtig* onhandig* twijfel* onzeker* moe
      vermoeiend*`,
    "-2": `slecht* fout* kapot stuk boos boze teleurgesteld* teleurstell* irritant* vervelend* klacht* klagen
      probleem problemen te_laat te_duur te_traag onbeschoft* onvriendelijk* mislukt* storing frustrer*
      gefrustreerd ontevreden verdriet* verloren kwijt genoeg_van klaar_mee werkt_niet lukt_niet
      niemand_helpt foutmelding* crasht* bang nep stom stomme oplichting ongelofelijk_slecht weigert
      zat_van valt_tegen viel_tegen tegenvall* gezeur zeuren gek_van nergens_op geen_antwoord geen_reactie
      niets_gehoord nooit_meer belazerd beschadigd* gebroken leeg vuil vies smerig* lek gescheurd bedrogen
      genegeerd onzin onbruikbaar* zonde verspil* achterlijk idioot idiote dom domme slordig* nalatig*
      onbetrouwbaar* onprofessioneel* onduidelijkheid wachten_al wacht_al al_weken sta_te_wachten
      hopeloos* wanhopig* ongerust bezorgd eenzaam somber ongelukkig* pijn* ziek gefaald faalt falen mis
      verkeerd* onterecht* weggegooid_geld in_de_steek niet_leuk niet_bereikbaar onbereikbaar
      niet_aangekomen niet_ontvangen nog_steeds_niet nog_steeds_niets kwaad geërgerd erger_me hekel spijt
      vertraging* vertraagd* hapert hangt_vast loopt_vast zwart_scherm doet_het_niet doet_niets
      werkt_nog_steeds_niet werken_niet lukt_me_niet`,
    "-3": `verschrikkelijk* vreselijk* afschuwelijk* waardeloos waardeloze belachelijk* schandalig* schande*
      ramp rampzalig* haat woedend* razend spuugzat beu kloten klote kut kutzooi rotzooi walgelijk*
      dramatisch* oplichter* diefstal onacceptabel* ellende* ellendig* gruwel* hel nachtmerrie* flut*
      prut* bagger schandelijk* walg* haten misselijk* kansloos* droevig* triest* om_te_huilen
      krankzinnig* onmenselijk* misdadig* afzetter* afzetterij bedrog oplichters ongehoord*
      onaanvaardbaar*`,
  },
  negators: "niet geen nooit niks niets nauwelijks zonder noch",
  boosters: "heel erg zeer zo echt super ontzettend enorm zwaar hartstikke mega totaal",
});
