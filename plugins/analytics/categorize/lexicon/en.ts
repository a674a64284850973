/**
 * English words of feeling.
 *
 * @module
 */
import { type Lexicon, lexicon } from "../lexicon.ts";

/** English. A word that ends in `*` stands for all that begin with it; words joined by `_` stand for a phrase. */
export const EN: Lexicon = lexicon({
  words: {
    "3": `perfect* excellent* amazing* awesome fantastic* wonderful* brilliant* love loved loves adore
      outstanding superb best incredible thrilled wow kudos made_my_day five_stars phenomenal*
      exceptional* magnificent* marvelous* marvellous* stunning* gorgeous flawless* top_notch first_class
      fabulous* nothing_to_complain over_the_moon couldn't_be_happier can't_complain can't_fault`,
    "2": `good great nice happy glad thanks thank thx cheers helpful pleased satisfied impressed lovely
      beautiful* enjoy* delighted delicious better fun works_now works_again works_great solved grateful
      appreciate* friendly kind cool pleasure well_done nicely bravo quick quickly recommend* exactly_what
      patient patiently kindness helped helps_a_lot tasty yummy relieved proud congrats congratulations
      compliment* reliable professional* polite courteous comfortable* neat pretty_good works_fine
      works_well working_again works_perfectly sorted fixed hooray yay hurray favourite favorite charming
      cute sweet lucky pleasantly pleasant* no_problem no_problems no_issues no_complaints safe enjoyed
      smile smiling winner legend lifesaver top_service thankful thumbs_up worth_it enjoyable prompt
      promptly`,
    "1": `fine quick_answer fast clear easy useful interesting smooth* works like_it liked`,
    "-1": `unfortunately slow* confusing confused expensive boring complicated difficult weird odd unclear
      annoy* sadly meh hassle ugh sigh tedious* tired tiring unsure doubt* worried worry clunky mediocre
      awkward pity`,
    "-2": `bad badly broken broke wrong error errors problem* issue issues fail* angry upset disappoint*
      complain* complaint* late_again too_late too_expensive too_slow rude unhappy dissatisfied frustrat*
      sad poor unhelpful crash* bug buggy annoying doesn't_work doesnt_work not_working don't_work
      dont_work won't_work nobody_helps ignored stuck lost fed_up done_with nonsense missing afraid
      delayed crazy no_answer no_reply no_response still_no letdown let_down makes_no_sense make_no_sense
      never_buying never_again cheated damaged empty dirty torn leaking lied lie lying misleading misled
      deceived neglected nonsensical unusable unreliable unprofessional incompetent sloppy stupid dumb
      idiot* unfair unjust wasted waste_of waste regret* failed failing hopeless desperate lonely
      miserable hurt hurts pain painful sick anxious depressed annoyed irritat* mad_at delay* overdue
      never_arrived hasn't_arrived not_arrived not_received never_received still_waiting been_waiting
      waiting_for_weeks unreachable freezes froze frozen black_screen stopped_working isn't_working
      not_responding can't_use complaint complaints hung_up shoddy defective faulty incorrect inaccurate
      ridiculous_price overpriced scary impolite inconvenien* dislike* sucked unacceptably mess unwanted
      refuse* refused`,
    "-3": `terrible* awful* horrible* worst hate hated hates useless ridiculous* disgust* unacceptable scam*
      fraud* pathetic furious disaster* rubbish garbage crap shit shitty sucks worthless nightmare ripoff
      joke_of outrageous* appalling* atrocious* dreadful* hideous* disgrace* infuriat* livid abysmal*
      horrendous* hell insulting joke shambles trash thieves stolen stealing robbed rip_off ripped_off
      swindle* vile`,
  },
  negators:
    "not no never nothing don't dont doesn't doesnt didn't didnt isn't isnt wasn't can't cant cannot won't without " +
    "hardly aren't nor",
  boosters: "very really so extremely super totally absolutely incredibly ridiculously bloody",
});
