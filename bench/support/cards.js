/** Cards as people write them, in eight languages, from a fixed seed: the same in every run. */

const TASKS = [
  'text-classification',
  'question-answering',
  'translation',
  'summarization',
  'token-classification',
  'automatic-speech-recognition',
  'image-classification',
  'object-detection',
  'text-generation',
  'tabular-regression',
]
const LICENSES = ['mit', 'apache-2.0', 'cc-by-4.0', 'cc-by-sa-4.0', 'cc0-1.0', 'odbl', 'other']
const SIZES = ['n<1K', '1K<n<10K', '10K<n<100K', '100K<n<1M', '1M<n<10M']
const FORMATS = ['csv', 'json', 'parquet', 'text', 'webdataset', 'arrow']
const MODALITIES = ['text', 'image', 'audio', 'tabular', 'video']

/** Nouns of each language; a text is made of them and of rarer, made-up words. */
const WORDS = {
  ko: '말뭉치 리뷰 영화 감정 분석 한국어 음성 인식 번역 질문 답변 뉴스 기사 요약 대화 의료 법률 특허 위키백과 사전 문장 단어 형태소 개체명 이미지 설명 쇼핑 상품 평가 댓글',
  ja: '日本語 感情 分析 データセット 映画 レビュー 音声 認識 翻訳 質問 応答 ニュース 記事 要約 対話 医療 法律 特許 百科事典 辞書 文章 単語 形態素 画像 説明 商品 評価 投稿 小説 会話',
  zh: '中文 情感 分析 数据集 电影 评论 语音 识别 翻译 问题 回答 新闻 文章 摘要 对话 医疗 法律 专利 百科 词典 句子 单词 分词 图像 描述 商品 评价 小说 语料库 知识',
  th: 'ภาษาไทย ความรู้สึก วิเคราะห์ ข้อมูล ภาพยนตร์ รีวิว เสียงพูด รู้จำ แปลภาษา คำถาม คำตอบ ข่าว บทความ สรุป สนทนา การแพทย์ กฎหมาย สิทธิบัตร สารานุกรม พจนานุกรม ประโยค รูปภาพ คำอธิบาย สินค้า การประเมิน นิยาย ตลาด อาหาร ท่องเที่ยว โรงเรียน',
  vi: 'tiếng Việt cảm xúc phân tích dữ liệu phim đánh giá giọng nói nhận dạng dịch máy câu hỏi trả lời tin tức bài báo tóm tắt hội thoại y tế pháp luật bằng sáng chế từ điển hình ảnh mô tả sản phẩm',
  id: 'bahasa Indonesia sentimen analisis kumpulan data film ulasan suara pengenalan terjemahan pertanyaan jawaban berita artikel ringkasan percakapan kesehatan hukum paten ensiklopedia kamus kalimat gambar deskripsi produk penilaian novel pasar makanan wisata',
  fr: 'français sentiments analyse données film critiques parole reconnaissance traduction questions réponses actualités articles résumé dialogue médecine droit brevets encyclopédie dictionnaire phrases images descriptions produits évaluation romans marché cuisine voyage école',
  en: 'english sentiment analysis corpus movie reviews speech recognition translation questions answers news articles summaries dialogue medical law patents encyclopedia dictionary sentences images descriptions products ratings novels market cooking travel school weather',
}
const JOINED = new Set(['ja', 'zh', 'th'])
const PARTICLES = ['을', '를', '의', '은', '는', '에서', '으로', '']
export const LANGUAGES = Object.keys(WORDS)

/** mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function randomFrom(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const nouns = Object.fromEntries(LANGUAGES.map((language) => [language, WORDS[language].split(' ')]))
const pick = (random, list) => list[Math.floor(random() * list.length)]
/** A word of its own, as names and terms are: `tavomi`, by a number. */
export function rareWord(n) {
  const consonants = 'bdfgklmnprstvz'
  const vowels = 'aeiou'
  let word = ''
  for (let rest = n + 11, i = 0; i < 4; i++) {
    word += consonants[rest % 14] + vowels[Math.floor(rest / 14) % 5]
    rest = Math.floor(rest / 7) + 31 * i
  }
  return word
}

/** Card number n. */
export function cardOf(n) {
  const random = randomFrom(n + 1)
  const language = LANGUAGES[n % LANGUAGES.length]
  const word = () => pick(random, nouns[language])
  const rare = () => rareWord(Math.floor(random() ** 2 * 20_000))
  const english = [pick(random, nouns.en), pick(random, nouns.en)]
  const title = sentence(random, language, word, 3)
  const name = `${language}-${english.join('-')}-${rare()}-${n}`
  const tags = {
    license: pick(random, LICENSES),
    language: random() < 0.1 ? [language, 'en'] : [language],
    task_categories: [pick(random, TASKS)],
    size_categories: [pick(random, SIZES)],
    tags: [`format:${pick(random, FORMATS)}`, `modality:${pick(random, MODALITIES)}`, rare()],
  }
  const lines = Array.from({ length: 4 + Math.floor(random() * 12) }, () => {
    const text = sentence(random, language, word, 6 + Math.floor(random() * 10))
    return `${text} ${rare()} ${pick(random, nouns.en)}.`
  })
  const readme = `---\npretty_name: ${title}\n---\n# ${title}\n\n${lines.join('\n')}\n`
  return { n, language, name, title, tags, readme }
}

function sentence(random, language, word, length) {
  const words = Array.from({ length }, () => word() + (language === 'ko' ? pick(random, PARTICLES) : ''))
  return words.join(JOINED.has(language) ? '' : ' ')
}

/** Queries of the kinds that people make, as parts of an address. */
export function queriesOf(count, cards) {
  const random = randomFrom(77)
  const kinds = {
    word: () => ({ q: pick(random, nouns[pick(random, LANGUAGES)]) }),
    'two words': () => {
      const language = pick(random, LANGUAGES)
      return { q: `${pick(random, nouns[language])} ${pick(random, nouns[language])}` }
    },
    'rare word': () => ({ q: rareWord(Math.floor(random() ** 2 * 20_000)) }),
    beginning: () => ({ q: pick(random, [...nouns.en, ...nouns.fr, ...nouns.id]).slice(0, 4) }),
    name: () => ({ q: cardOf(Math.floor(random() * cards)).name }),
    'misspelt word': () => ({ q: misspelt(random, pick(random, nouns.en)) }),
    'misspelt rare word': () => ({ q: misspelt(random, rareWord(Math.floor(random() * 5_000))) }),
    'misspelt Hangul': () => ({ q: `${pick(random, nouns.ko)}${pick(random, ['뷁', '쀍'])}` }),
    'facets only': () => ({ language: pick(random, LANGUAGES), license: pick(random, LICENSES) }),
    'one facet': () => ({ task: pick(random, TASKS) }),
    'word and facets': () => ({
      q: pick(random, nouns.en),
      language: pick(random, LANGUAGES),
      task: pick(random, TASKS),
    }),
    everything: () => ({ sort: pick(random, ['updated', 'downloads', 'created']) }),
  }
  const names = Object.keys(kinds)
  return Array.from({ length: count }, (_, i) => {
    const kind = names[i % names.length]
    return { kind, search: new URLSearchParams(kinds[kind]()).toString() }
  })
}

function misspelt(random, word) {
  const at = 1 + Math.floor(random() * Math.max(1, word.length - 2))
  const swapped = word.slice(0, at) + (word[at + 1] ?? '') + word[at] + word.slice(at + 2)
  return random() < 0.5 ? swapped : word.slice(0, at) + word.slice(at + 1)
}
