/**
 * Topics of invented conversations that no question is about.
 *
 * @module
 */

/** By name: the title, what is asked, what is said. */
export const OTHER_TOPICS: { readonly [name: string]: readonly [title: string, asked: string, said: string] } = {
  wedding: [
    "Speech for Lena",
    "My sister marries in June and I shall speak for five minutes. Where do I begin?",
    "Begin with one small scene that only you can tell, and end with the couple. Everything between is a bridge.",
  ],
  router: [
    "No network in the attic",
    "Wi-Fi is fast in the living room and gone two floors up. Do I need a new router?",
    "A better place first: high, in the middle, away from the fridge. Then a second access point on a cable, not a repeater.",
  ],
  visa: [
    "Three months in Canada",
    "Do I need a visa to work for a Belgian company from Montreal for eleven weeks?",
    "To visit, no; to work from a rented room for a company abroad is allowed as long as nobody in Canada pays you.",
  ],
  piano: [
    "Neighbours upstairs",
    "Our neighbour plays the piano until eleven. What are we allowed to ask for?",
    "Two hours a day and silence from ten are what courts mostly give. Talk first: a felt strip costs less than a lawyer.",
  ],
  garden: [
    "Slugs",
    "Every morning another lettuce is gone. Is there anything that works without poison?",
    "Go out with a lamp after rain and collect them, water in the morning, and let ducks or ground beetles help.",
  ],
  typescript: [
    "Generic of a tuple",
    "How do I type a function that takes a list of keys and returns an object with exactly these?",
    "Take the keys as a const type parameter and map over its elements: the compiler then knows each by name.",
  ],
  regex: [
    "Dates in a log",
    "I need a regular expression for lines that begin with a date but not with a comment.",
    "Anchor it: a caret, four digits, a dash, two digits, and so on. A comment begins with another sign, so it falls out.",
  ],
  docker: [
    "Image of two gigabytes",
    "Our container image has grown to two gigabytes. How can it become smaller?",
    "Build in one stage and copy the program into another; leave caches and compilers behind.",
  ],
  novel: [
    "The second chapter",
    "My heroine finds the letter too early and now nothing is left to find out. Help!",
    "Let her find half of it. The other half is in a language that she cannot read, and the one who can has left.",
  ],
  letter: [
    "Complaint to the airline",
    "Our flight was eleven hours late and they offer us a voucher of fifty euros. Write to them, please.",
    "Dear Sir or Madam, the delay entitles us to six hundred euros each. We decline the voucher and expect payment.",
  ],
  chess: [
    "Lost endgame",
    "I had a rook and two pawns against a bishop and only drew. What should I have done?",
    "Cut the king off first; pawns come later. With the rook behind them they walk by themselves.",
  ],
  sleep: [
    "Awake at four",
    "I wake up at four each night and lie there until the alarm rings. What can I try?",
    "Get up after twenty minutes, read under a dim lamp, and keep the same time in the morning, also on Sundays.",
  ],
  interview: [
    "Talk on Thursday",
    "They will ask me why I leave after only one year. What do I answer?",
    "Say what you want to go to, not what you want to get away from; one sentence is enough.",
  ],
  wine: [
    "Something with asparagus",
    "Which wine goes with white asparagus and ham?",
    "A dry Silvaner, young and not too cold. Oak and sweetness both fight with it.",
  ],
  paint: [
    "Damp spot",
    "The corner behind the wardrobe is black. Can I simply paint over it?",
    "Not before the wall is dry: move the wardrobe a hand away, air the room twice a day, then scrub with alcohol.",
  ],
  loan: [
    "Ten years or fifteen",
    "The bank offers us a fixed rate for ten or for fifteen years. Which one would you take?",
    "The longer one costs a fifth of a point more each year; you pay for calm nights. It can be left after ten.",
  ],
  dragon: [
    "Story at bedtime",
    "Tell a story of a small dragon that is afraid of fire.",
    "Once there was a dragon who sneezed snow. In the village below they had never had a colder summer.",
  ],
  norse: [
    "Names of the days",
    "Why is Wednesday named after Odin and Thursday after Thor?",
    "When the week of the Romans came north, each god was given a neighbour: Mercury became Woden, Jupiter became Thunor.",
  ],
  volcano: [
    "For school",
    "How does a volcano know when to erupt?",
    "It does not: pressure grows as gas leaves the melt, until the rock above gives way.",
  ],
  spanish: [
    "Ser or estar",
    "When do I say soy and when do I say estoy?",
    "What you are is ser, how or where you are is estar: soy alta, estoy cansada.",
  ],
  kyoto: [
    "Eight days in Japan",
    "How many days for Kyoto, if we do not like crowds?",
    "Four, in the last week of November, temples at seven in the morning and gardens in the rain.",
  ],
  excel: [
    "Two lists",
    "I have two lists of customers and want those that are in one and not in the other.",
    "Count each name of the first in the second with COUNTIF and keep the zeros.",
  ],
  phone: [
    "Cracked display",
    "Is it worth having the display of a four-year-old phone repaired?",
    "If the battery is replaced at the same time, yes; you then have two more years for the price of a fifth of a new one.",
  ],
  meeting: [
    "Notes of Monday",
    "Make a list of decisions out of these notes, with who does what until when.",
    "Mara asks for the offers by Friday; Jo draws the plan; the budget is decided in the week after.",
  ],
  haiku: [
    "Haiku",
    "A haiku about an empty swimming pool, please.",
    "Blue tiles without sky, a leaf crosses the deep end: nobody counts laps.",
  ],
  logic: [
    "Three switches",
    "Three switches, one lamp in another room, one visit. How?",
    "Leave the first on for ten minutes, then off; the second on; go and feel the bulb.",
  ],
  coffee: [
    "Sour espresso",
    "My espresso tastes sour, however fine I grind. What else is there?",
    "Hotter water and a longer shot: sour means too little was taken out of the beans.",
  ],
  camping: [
    "Tent in the rain",
    "What do we do against puddles in the tent?",
    "Pitch it on a rise, stretch the fly so that it touches nothing, and leave a gap for air.",
  ],
  vaccine: [
    "Before the journey",
    "Which vaccinations do we need for four weeks in Vietnam?",
    "Hepatitis A surely, typhoid if you eat on the street, rabies if you ride through villages. Ask six weeks ahead.",
  ],
  puppy: [
    "Eight weeks old",
    "Our puppy bites into every trouser leg. How do we teach him not to?",
    "Stand still, be boring, and offer him something that he may bite; praise when he takes it.",
  ],
  museum: [
    "Rainy Sunday",
    "Which museum is right for children of five and nine?",
    "One where they may touch things: the old locomotive sheds have a workshop at eleven and at two.",
  ],
};
