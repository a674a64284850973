/**
 * Topics of invented conversations: the title, what is asked, what is said.
 *
 * @module
 */

/** By name. Some share words with others, as conversations do. */
export const TOPICS: { readonly [name: string]: readonly [title: string, asked: string, said: string] } = {
  ferry: [
    "Weekend by the sea",
    "We want to spend a weekend on Texel with two bicycles. How do we get over there?",
    "The ferry goes every hour from Den Helder and takes twenty minutes; you do not have to book, and bicycles travel " +
    "for a small fee. On the island itself there is a bus that waits for every boat. On sunny Fridays the queue for cars " +
    "is long, so be there early or leave the car on the mainland, where parking is free for the whole weekend.",
  ],
  bread: [
    "Flat loaf",
    "My sourdough spreads like a pancake and has hardly any holes. What am I doing wrong?",
    "A flat loaf is mostly one of two things: the dough was too wet for the flour, or it stood too long. Let the bread " +
    "rise until it has grown by half, not more, and bake it as soon as it springs back slowly.",
  ],
  kraut: [
    "Jars in the kitchen",
    "There is white foam on my sauerkraut after five days. Do I have to throw it away?",
    "Foam is a sign that it ferments well: gas escapes and takes some of the brine along. Skim it off, press the cabbage " +
    "below the liquid again, and taste it after three weeks.",
  ],
  orchid: [
    "Plants on the sill",
    "The leaves of my orchid have become soft and wrinkled, although I give it water every other day.",
    "That is too much: orchids want to dry out. Watering once a week is plenty, in winter every ten days, and never leave " +
    "the pot standing in it. Cut the brown roots off and put it into fresh bark.",
  ],
  bicycle: [
    "Chain jumps",
    "Since I fell with my bike the chain jumps from one cog to another all by itself.",
    "The hanger of the derailleur is bent, most likely; it is made to break before the frame does. A workshop straightens " +
    "it for a few coins, and a new one costs about as much as a tube.",
  ],
  rent: [
    "Moving out",
    "I would like to end my lease at the end of March. By when do I have to tell them?",
    "For an open-ended lease it is three months, whatever the landlord's form says, and the letter has to be there by the " +
    "third working day. Notice by mail alone does not count; send it on paper and keep the receipt.",
  ],
  deposit: [
    "Money of the old flat",
    "It is eight months since I moved out, and I have still not got my deposit back.",
    "The landlord may keep part of it for bills that are not settled, for at most a year. Ask in writing for a list of what " +
    "is kept and why, and set a date two weeks ahead.",
  ],
  cat: [
    "Minka does not eat",
    "Our cat leaves her dry food and only licks the sauce. She is eleven years old.",
    "At that age it is often the teeth: inflamed gums make it hurt to chew. Have a vet look at her mouth this week; until " +
    "then warm soft food a little and weigh her each morning.",
  ],
  index: [
    "Report takes minutes",
    "This select over orders and customers takes four minutes since we have more than a million rows.",
    "The plan shows a scan of the whole table for each customer. Add an index on the column that you join by, and the query " +
    "becomes a lookup: it should not be slow any longer. Look at the plan again afterwards.",
  ],
  git: [
    "Wrong branch",
    "I have committed to main by mistake and have not pushed yet. How do I get it onto a branch?",
    "Make the branch where you are, then move main back: git branch feature, git reset --hard HEAD~1. Nothing is lost, the " +
    "commit is on the feature branch; that is the cleanest way to undo it.",
  ],
  gift: [
    "Grandpa turns eighty",
    "He has everything, he says, and loves trains, chess and strong coffee. What could I give him?",
    "A present that takes time beats one that takes room: a day on a steam railway with you as the stoker's helper, or a " +
    "chess set made of coffee wood. Ask the family to share the birthday ticket.",
  ],
  curry: [
    "Dinner for six",
    "I have two tins of chickpeas, spinach and half a pumpkin. What can be made of it without meat?",
    "A mild curry: fry onions and spices, add the pumpkin, then the chickpeas and coconut milk, spinach at the very end. " +
    "This recipe is better on the next day, so make it tonight.",
  ],
  cello: [
    "Too old for music?",
    "I am forty-six and have never played an instrument. Is it foolish to begin with the cello?",
    "Not at all: adults learn more slowly and practise more wisely. Rent one for half a year, take a lesson every week, and " +
    "expect to play simple duets after a year.",
  ],
  sleeper: [
    "Travelling while asleep",
    "Is there a way to go to Venice without flying, and without losing a day?",
    "There is a night train from Vienna that leaves at half past nine and arrives before nine. Couchettes sell out weeks " +
    "ahead; a cabin for two costs about as much as a hotel room.",
  ],
  solar: [
    "Panels or heat pump first?",
    "Our roof faces east and west. Do solar panels make sense at all then?",
    "Yes: east and west give a tenth less in sum, and give it in the morning and evening, when you are at home. With what " +
    "you use they pay for themselves in nine years.",
  ],
  gedicht: [
    "Gedicht",
    "Mijn moeder wordt zeventig. Kun je een kort gedicht voor haar verjaardag schrijven?",
    "Zeventig jaren, en elk jaar een lied; wie jou heeft gekend, die vergeet je niet. Zal ik het langer maken, of moet het " +
    "op een kaart passen?",
  ],
  knee: [
    "Twelve weeks to go",
    "My knee hurts below the kneecap after every long run, and the marathon is in October.",
    "Halve your distances for two weeks, and put strength in their place: slow squats on a slope. If it is still sore when " +
    "you go downstairs, have it looked at before you run further.",
  ],
  telescope: [
    "A present to ourselves",
    "Which telescope would you buy for a balcony in town? We would like to see planets.",
    "Something short with a wide mirror, on a simple mount. The moon and Jupiter shine through the lights of any town; " +
    "galaxies do not. Take a low power eyepiece and let it cool outside.",
  ],
  tax: [
    "First year on my own",
    "I have been freelancing since spring beside my job. What do I have to hand in?",
    "One return for both, with a form for your business beside it: income, expenses, that is all below the threshold. " +
    "Freelancers pay their tax in advance from the second year on.",
  ],
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
