const words = (text: string): string[] => text.trim().split(/\s+/);

export const NAMES = words(`Ada Ben Clara David Emma Felix Grace Hugo Ines Jack Kate Leo Maria Nina Oscar Paul Quinn Rosa Sam Tara Uma
  Victor Wendy Xavier Yara Zoe Anna Bruno Carla Daniel Elena Frank Gina Henry Iris James Laura Marco Nora Peter`);

/** Names met only in greetings and memory, where any name may come. */
export const MORE_NAMES = words(`Alice Bob Carol Dana Erik Fiona George Hannah Ivan Julia Kevin Linda Mike Nadia Oliver Petra Robert
  Sofia Thomas Ursula Vera Walter Yusuf Zara Amir Aisha Chen Diego Fatima Goran Hiro Ingrid Jamal Kofi Lena Mehmet Noah Olga Priya Raj Sara Tom
  John Mary Max Ella Liam Mia Lucas Eva Martin Alex Chris Sandra Simon Monica Dennis Sophie Stefan Andrea Michael Steve Jane Luke Adam Amy`);

/** The capitals that the model is meant to know. */
export const CAPITALS: Readonly<Record<string, string>> = {
  France: 'Paris', Germany: 'Berlin', Italy: 'Rome', Spain: 'Madrid', Portugal: 'Lisbon', Japan: 'Tokyo', China: 'Beijing', India: 'New Delhi',
  Egypt: 'Cairo', Kenya: 'Nairobi', Greece: 'Athens', Norway: 'Oslo', Sweden: 'Stockholm', Finland: 'Helsinki', Denmark: 'Copenhagen',
  Poland: 'Warsaw', Austria: 'Vienna', Hungary: 'Budapest', Ireland: 'Dublin', Canada: 'Ottawa', Mexico: 'Mexico City', Peru: 'Lima',
  Chile: 'Santiago', Brazil: 'Brasilia', Cuba: 'Havana', Russia: 'Moscow', Turkey: 'Ankara', Iceland: 'Reykjavik', Belgium: 'Brussels',
  Thailand: 'Bangkok', Vietnam: 'Hanoi', Australia: 'Canberra',
  // added by the second recipe
  Argentina: 'Buenos Aires', England: 'London', Netherlands: 'Amsterdam', Switzerland: 'Bern', Ukraine: 'Kyiv', Romania: 'Bucharest',
  Bulgaria: 'Sofia', Croatia: 'Zagreb', Serbia: 'Belgrade', Colombia: 'Bogota', Morocco: 'Rabat', Israel: 'Jerusalem', Iran: 'Tehran',
  Indonesia: 'Jakarta', 'South Korea': 'Seoul', 'New Zealand': 'Wellington', 'the United States': 'Washington', 'the United Kingdom': 'London',
};

/** Places whose capital the model must say it does not know: real ones and invented ones. */
export const UNKNOWN_COUNTRIES = [...words(`Mongolia Bhutan Nepal Laos Cambodia Malaysia Brunei Samoa Tonga Fiji Vanuatu Kiribati Nauru Palau
  Tuvalu Angola Benin Botswana Burundi Cameroon Chad Comoros Congo Djibouti Eritrea Ethiopia Gabon Gambia Ghana Guinea Lesotho Liberia Libya
  Madagascar Malawi Mali Mauritania Mauritius Mozambique Namibia Niger Nigeria Rwanda Senegal Somalia Sudan Togo Tunisia Uganda Zambia Zimbabwe
  Algeria Albania Andorra Armenia Azerbaijan Belarus Bosnia Cyprus Estonia Georgia Kazakhstan Kosovo Latvia Liechtenstein Lithuania Luxembourg
  Malta Moldova Monaco Montenegro Slovakia Slovenia Uzbekistan Turkmenistan Tajikistan Kyrgyzstan Afghanistan Pakistan Bangladesh Myanmar
  Philippines Singapore Taiwan Iraq Jordan Kuwait Lebanon Oman Qatar Syria Yemen Bahamas Barbados Belize Bolivia Ecuador Guatemala Guyana Haiti
  Honduras Jamaica Nicaragua Panama Paraguay Suriname Uruguay Venezuela Texas California Bavaria Scotland Wales Catalonia Ohio Florida Alaska
  Atlantis Narnia Gondor Utopia Mars Wakanda Freedonia Ruritania`), 'Sri Lanka', 'Saudi Arabia', 'South Africa', 'North Korea', 'Costa Rica',
  'El Salvador', 'Papua New Guinea', 'San Marino', 'Cape Verde', 'Sierra Leone', 'Burkina Faso', 'Puerto Rico', 'New South Wales', 'the moon'];

export const OPPOSITES: Readonly<Record<string, string>> = {
  hot: 'cold', big: 'small', fast: 'slow', up: 'down', day: 'night', light: 'dark', happy: 'sad', open: 'closed', old: 'new', hard: 'soft',
  rich: 'poor', strong: 'weak', early: 'late', high: 'low', full: 'empty', left: 'right', loud: 'quiet', wet: 'dry', long: 'short', good: 'bad',
};

export const COLORS: Readonly<Record<string, string>> = {
  grass: 'green', snow: 'white', coal: 'black', blood: 'red', 'the sky': 'blue', 'a lemon': 'yellow', 'a banana': 'yellow', 'an orange': 'orange',
  chocolate: 'brown', 'a tomato': 'red', milk: 'white', ash: 'grey',
};

export const DAYS = words('Monday Tuesday Wednesday Thursday Friday Saturday Sunday');
export const MONTHS = words('January February March April May June July August September October November December');
export const CHARACTERS = words('robot cat dog fox owl bear girl boy farmer teacher pilot baker');
export const PLACES = words('forest city village garden desert harbor mountain library');
export const THINGS = words('lamp key map book stone boat bell flute');
export const ADJECTIVES = words('small brave kind old curious quiet clever happy');
export const SKIES = words('sunny cloudy rainy windy foggy snowy');
/** Cities of one word; tools and extraction copy them. */
export const CITIES = Object.values(CAPITALS).filter((city) => !city.includes(' '));
export const MORE_CITIES = [...words(`Munich Hamburg Milan Naples Barcelona Porto Osaka Kyoto Shanghai Mumbai Delhi Bergen Lyon Nice Geneva
  Zurich Boston Chicago Denver Seattle Dallas Miami Toronto Sydney Melbourne Dubai Singapore Istanbul Prague Krakow Salzburg Marseille`),
  'New York', 'San Francisco', 'Los Angeles', 'Hong Kong', 'Cape Town', 'Tel Aviv', 'Sao Paulo', 'Buenos Aires', 'New Delhi', 'Mexico City'];
