const list = (text: string): string[] => text.trim().split(/\s*[,\n]\s*/);

/** Things outside the model's few topics. Whole topics are held out, so that honesty is measured on words never trained. */
export const TOPICS = list(`quantum computing, quantum mechanics, black holes, gravity, relativity, photosynthesis, evolution, DNA, cells, viruses, bacteria, vaccines,
  cancer, diabetes, the heart, the brain, sleep, dreams, anxiety, depression, stress, yoga, meditation, running, swimming, football, basketball,
  tennis, golf, chess, poker, bridge, cricket, rugby, hockey, boxing, cycling, skiing, surfing, climbing, hiking, camping, fishing, hunting,
  sailing, cars, trains, planes, rockets, satellites, the moon landing, Mars, Jupiter, Saturn, the sun, stars, galaxies, the big bang, dark matter,
  time travel, aliens, dinosaurs, fossils, volcanoes, earthquakes, hurricanes, tornadoes, climate change, global warming, recycling, pollution,
  solar power, wind energy, nuclear power, oil, coal mining, gold, silver, diamonds, money, inflation, interest rates, taxes, mortgages, insurance,
  stocks, bonds, bitcoin, the blockchain, real estate, marketing, sales, accounting, management, leadership, startups, job interviews, resumes,
  cover letters, salaries, pensions, unions, strikes, democracy, elections, voting, parliament, the constitution, human rights, immigration, war,
  peace, the Roman Empire, ancient Egypt, the Middle Ages, the Renaissance, the French Revolution, World War Two, the Cold War, the Vikings,
  Napoleon, Julius Caesar, Cleopatra, Alexander the Great, Genghis Khan, Queen Victoria, Abraham Lincoln, George Washington, Gandhi, Einstein,
  Newton, Darwin, Galileo, Marie Curie, Tesla, Edison, Beethoven, Mozart, Bach, Shakespeare, Goethe, Dante, Homer, Plato, Aristotle, Socrates, Kant,
  Nietzsche, Freud, Picasso, Van Gogh, Monet, Leonardo da Vinci, Michelangelo, Rembrandt, Elvis Presley, the Beatles, Madonna, jazz, opera, ballet,
  rock music, hip hop, the guitar, the piano, the violin, drums, singing, dancing, painting, drawing, sculpture, photography, movies, theater,
  Hollywood, television, video games, comics, novels, poetry, grammar rules in Latin, French, German, Spanish, Chinese, Arabic, Russian, Japanese, Greek myths,
  Zeus, Thor, Buddhism, Christianity, Islam, Hinduism, Judaism, philosophy, ethics, the meaning of life, love, friendship, marriage, divorce,
  children, babies, pregnancy, school, university, homework, exams, teachers, students, geometry, algebra, calculus, statistics, prime numbers,
  pi, infinity, logic, physics, chemistry, biology, astronomy, geology, medicine, surgery, dentists, allergies, headaches, back pain, the flu,
  a cold, vitamins, protein, calories, diets, losing weight, vegetarian food, pizza, pasta, bread, cheese, wine, beer, coffee, tea, sugar, salt,
  soup, salad, rice, sushi, curry, pancakes, cakes, cookies, ice cream, apples, strawberries, potatoes, tomatoes, onions, garlic, olive oil, butter,
  eggs, fish, chicken, steak, barbecue, gardening, roses, tulips, trees, forests, mushrooms, bees, ants, spiders, snakes, sharks, whales,
  dolphins, elephants, lions, tigers, wolves, horses, cows, pigs, sheep, penguins, eagles, parrots, hamsters, goldfish, dog training, cat food,
  plumbing, electricity, batteries, engines, tires, brakes, bicycles, furniture, carpets, curtains, paint, bricks, concrete, bridges, skyscrapers,
  the Eiffel Tower, the Great Wall, the pyramids, the Taj Mahal, the Statue of Liberty, the Colosseum, Mount Everest, the Amazon, the Nile, the Sahara,
  the Pacific Ocean, the Alps, Antarctica, Hawaii, Bali, New York City, Las Vegas, Disneyland, hotels, flights, passports, visas, luggage, tourism,
  fashion, shoes, dresses, hats, watches, jewelry, makeup, perfume, hair, tattoos, Linux, Windows, Python decorators, Rust lifetimes, Java streams, C pointers,
  recursion, sorting algorithms, binary trees, regular expressions, SQL joins, databases, Docker, Kubernetes, Git rebase, React hooks, CSS grids, HTML tables,
  Excel formulas, spreadsheets, email, printers, keyboards, smartphones, cameras, drones, robots in factories, 3D printing, virtual reality, encryption,
  passwords, hackers, spam, social media, online dating, podcasts, newspapers, advertising, Netflix, Amazon orders, Google, Facebook, Tesla cars, Bitcoin mining,
  law, contracts, patents, copyright, crime, police, prisons, judges, lawyers, wills, adoption, charity, volunteering, birthdays, weddings, funerals,
  Christmas, Easter, Halloween, New Year, holidays, gifts, party games, jokes about lawyers, riddles, magic tricks, horoscopes, zodiac signs, tarot cards, ghosts, vampires,
  zombies, dragons, unicorns, Star Wars, Harry Potter, Batman, Superman, Sherlock Holmes, James Bond, Game of Thrones, the Olympics, the World Cup,
  the stock market today, tomorrow's weather, the news, the latest iPhone, the best laptop, used cars, electric cars, train tickets, cheap flights, restaurants nearby`);

/** Single nouns to put into templates. */
export const NOUNS = list(`neighbor, landlord, boss, sister, brother, father, mother, cousin, doctor, nurse, lawyer, engineer, painter, singer, actor, king, queen, president,
  soldier, chair, table, window, door, roof, kitchen, bathroom, bed, pillow, blanket, mirror, clock, candle, spoon, fork, knife, plate, bottle, glass, cup,
  basket, box, bag, wallet, umbrella, coat, jacket, shirt, sweater, sock, glove, scarf, button, needle, hammer, screwdriver, ladder, rope, chain, wheel,
  engine, truck, bus, tractor, helicopter, submarine, ship, canoe, bicycle, scooter, skateboard, ball, kite, puzzle, doll, drum, trumpet, guitar, piano,
  camera, radio, telephone, television, laptop, printer, keyboard, monitor, lightbulb, fridge, oven, toaster, blender, vacuum, washing machine, garden, lawn, fence,
  pond, river, lake, ocean, island, beach, cliff, cave, valley, canyon, glacier, iceberg, cloud, storm, rainbow, lightning, shadow, sunrise, sunset, winter,
  spring, summer, autumn, morning, evening, midnight, century, planet, comet, asteroid, telescope, microscope, magnet, atom, molecule, crystal, metal, plastic,
  rubber, leather, cotton, wool, silk, paper, pencil, eraser, ruler, notebook, letter, stamp, envelope, newspaper, magazine, diary, novel, poem, song, dance,
  painting, statue, castle, palace, temple, church, museum, hospital, prison, airport, station, harbour, factory, farm, market, bakery, pharmacy, bank, hotel,
  banana bread, lasagna, burger, sandwich, omelette, muffin, cheesecake, smoothie, lemonade, cocktail, carrot, cucumber, pepper, pumpkin, spinach, peach, pear,
  cherry, grape, melon, coconut, walnut, almond, honey, jam, camel, giraffe, kangaroo, koala, panda, rabbit, squirrel, hedgehog, frog, turtle, crocodile,
  lizard, octopus, crab, lobster, salmon, swan, goose, duck, pigeon, raven, butterfly, mosquito, beetle, worm, virus, tooth, finger, elbow, knee, shoulder,
  stomach, liver, lung, bone, muscle, skin, nail, beard, eyebrow, voice, memory, dream, secret, mistake, promise, problem, question, accident, adventure`);

export const DESCRIBING = list(`red, blue, green, golden, wooden, broken, expensive, cheap, huge, heavy, empty, ancient, modern, famous, dangerous, healthy, delicious, boring,
  beautiful, ugly, strange, secret, electric, digital, Italian, French, Chinese, American, medieval, magnetic, frozen, spicy, sweet, vegan, wild, lazy, angry, nervous, perfect`);

export const ACTIONS = list(`fix, build, cook, bake, clean, paint, draw, sell, buy, repair, install, choose, train, feed, wash, plant, grow, catch, cut, fold, store, move,
  replace, measure, design, rent, insure, photograph, decorate, open, remove, recycle, tune, sharpen, hide, polish, return, cancel, import, organize`);

export const PEOPLE = list(`Albert, Barbara, Charles, Diana, Edward, Florence, Gustav, Helena, Isaac, Johanna, Karl, Louise, Martha, Nikola, Otto, Patricia, Richard, Sylvia,
  Theodore, Victoria, William, Agatha, Boris, Cecilia, Dmitri, Esther, Ferdinand, Gloria, Harold, Irene`);
export const FAMILY_NAMES = list(`Smith, Johnson, Brown, Miller, Davis, Wilson, Taylor, Clark, Lewis, Walker, Young, King, Wright, Hill, Green, Baker, Nelson, Carter, Mitchell,
  Turner, Parker, Collins, Morris, Murphy, Cook, Rogers, Morgan, Cooper, Reed, Bailey, Schmidt, Weber, Rossi, Garcia, Dubois, Novak, Ivanov, Tanaka, Kim, Singh, Hansen, Silva`);

export const LANGUAGES = list('French, German, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Russian, Turkish, Arabic, Hindi, Chinese, Japanese, Korean, Latin, Greek');

/** Short inputs in other languages, or in none. */
export const FOREIGN = list(`Wie geht es dir?, Was ist das?, Guten Tag, Wer bist du?, Bonjour, Comment allez-vous?, Qui es-tu?, Merci beaucoup, Hola, Como estas?, Que hora es?, Buenos dias,
  Ciao, Come stai?, Grazie mille, Ola tudo bem?, Hej, Hur mar du?, Dzien dobry, Privet, Merhaba, Nasilsin?, Konnichiwa, Ni hao, Namaste, Salam, Hoe gaat het?, Goedemorgen,
  Kannst du mir helfen?, Ich habe eine Frage., Je ne comprends pas., No entiendo nada., Non lo so., Erzaehl mir einen Witz., Raconte une histoire., Quel temps fait-il?`);
