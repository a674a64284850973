/**
 * Topics of invented conversations that questions are about: the title, what is asked, what is said.
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
};
