/** Invented names. Several scripts' letters occur on purpose: a reader must survive them. */
export const firstNames = (
  'Adaeze Agnes Aidan Alba Amara Anaïs Andrés Anja Ansel Astrid Beatriz Benedikt Björn Brigid '
  + 'Caio Camille Carmen Cedric Chiara Chloë Ciarán Clara Dagný Daniel Delphine Desmond Dora '
  + 'Ebba Edmund Eilís Elena Elif Emeka Esther Étienne Fatima Felix Fiona François Freya Gabriel '
  + 'Gemma Georg Greta Håkon Hana Harriet Hector Ida Ignacio Imogen Ines Irena Isak Ivo Jana '
  + 'Jasper Joan João José Judith Jürgen Kaito Karin Keiko Kwame Lars Leila Leonie Linh Louise '
  + 'Lucía Łukasz Maeve Magda Małgorzata Marek Margit Mateo Maya Mei Milo Miriam Nadia Ngọc Nina '
  + 'Noor Oleg Olive Oscar Otto Paloma Pavel Petra Philippa Priya Quentin Rafael Ravi Renée Rosa '
  + 'Ruth Samir Saoirse Silas Simone Søren Sunniva Tadeusz Tamar Tess Theo Tomáš Ursula Vera '
  + 'Victor Vida Walter Wanda Xavier Yara Yusuf Zainab Zoë'
).split(' ')

export const lastNames = (
  'Abernathy Achterberg Adeyemi Alarcón Albrecht Amundsen Appleyard Arslan Ashworth Bainbridge '
  + 'Baptiste Barros Beaumont Bellweather Bergström Birkett Blackwood Boateng Bouchard Brandão '
  + 'Brennan Calloway Carvalho Castellanos Chaudhry Chevalier Clement Coldwell Cortez Dąbrowski '
  + 'Dalgaard Delacroix Devereux Diallo Dvořák Eastwick Eriksson Escobar Fairfax Falkenberg '
  + 'Farrant Fitzgibbon Fontaine Gallardo Garrick Goldfarb González Grimaldi Grünwald Gustafsson '
  + 'Haddad Halloran Hartwell Hashimoto Hawthorne Hendriks Holloway Ibáñez Ingram Ivanova Jansen '
  + 'Jørgensen Kaminski Kavanagh Kessler Kingsley Kovács Krüger Lachance Lambert Langford Laurent '
  + 'Lindholm Lockhart MacAllister Malik Marchetti Marsden Medeiros Mendoza Mercer Montague '
  + 'Moreau Nakamura Navarro Nguyễn Nilsson Nordahl Novak Nwosu Oakley Okafor O’Rourke Østergaard '
  + 'Ozturk Palmer Papadakis Pemberton Petrov Pilgrim Quiñones Radcliffe Rahman Ramírez Ravenhill '
  + 'Rosenthal Rousseau Saarinen Santoro Schäfer Sedgwick Sharma Sinclair Škoda Sorensen '
  + 'Stavros Strand Sutcliffe Szabó Takahashi Tanner Thackeray Thorne Tolliver Trevelyan Ulrich '
  + 'Underhill Vance Vasquez Verhoeven Villanueva Wainwright Weatherby Whitlock Winslow Wójcik '
  + 'Yamamoto Yılmaz Zamora Zieliński'
).split(' ')

export const companyFirst = (
  'Alder Amber Anchor Ash Beacon Birch Blue Bridge Brook Cedar Clear Cobalt Copper Crown '
  + 'Delta Dove East Elm Ember Fern Field Flint Fox Glen Granite Green Harbor Hazel Heron '
  + 'High Iron Ivy Juniper Kestrel Lake Lark Laurel Linden Maple Marble Meadow Mill Moss '
  + 'North Oak Orchard Osprey Pine Prairie Quarry Quill Raven Red River Rowan Sage Salt '
  + 'Silver Slate South Spruce Stone Summit Swan Thistle Timber Vale Violet West Willow '
  + 'Wren'
).split(' ')

export const companySecond = (
  'bank bay bridge brook cliff crest dale field ford gate grove haven hill hurst land leaf mark '
  + 'mere mill point port ridge rock shore side spring stead stone ton view ville ward water way '
  + 'well wick wood worth'
).split(' ')

export const companyTrade = [
  'Dairy',
  'Logistics',
  'Dental Group',
  'Construction',
  'Software',
  'Properties',
  'Vineyards',
  'Brewing Co.',
  'Manufacturing',
  'Architects',
  'Capital',
  'Family Foundation',
  'Hospitality',
  'Veterinary Clinic',
  'Engineering',
  'Printing',
  'Freight',
  'Nursery',
  'Bakeries',
  'Insurance',
  'Medical Supply',
  'Outfitters',
  'Energy',
  'Academy',
]

export const jobTitles = [
  'Owner',
  'Chief Executive Officer',
  'Chief Financial Officer',
  'General Counsel',
  'Office Manager',
  'Controller',
  'Director of Operations',
  'Head of Human Resources',
  'Managing Partner',
  'Trustee',
  'Founder',
  'Executive Assistant',
  'Board Chair',
  'Facilities Lead',
]

export const cities: readonly (readonly [string, string])[] = [
  ['Milwaukee', 'US'],
  ['Madison', 'US'],
  ['Chicago', 'US'],
  ['Green Bay', 'US'],
  ['Minneapolis', 'US'],
  ['Duluth', 'US'],
  ['Toronto', 'CA'],
  ['Montréal', 'CA'],
  ['London', 'GB'],
  ['München', 'DE'],
]

export const optOutReasons = [
  'I no longer work with the firm.',
  'Too many e-mails.',
  'The content is not what I expected',
  'Never signed up for this',
  'I have moved, please write to my new address instead',
  'Not relevant to my business any more; we sold it in March.',
  'Merci de ne plus m’écrire.',
  'My attorney already tells me what I need to know :-)',
]

/** Plain letters for the local part of an address: most mail systems hand out nothing else. */
export function asciiFold(text: string): string {
  return text
    .replace(/ø/gi, 'o')
    .replace(/ł/gi, 'l')
    .replace(/ı/g, 'i')
    .replace(/đ/gi, 'd')
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '')
}
