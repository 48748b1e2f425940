/** Cards and files of the pages of data sets and models. */

export const SCORES = 'name,score\nkim,1\nlee,\npark,3\nchoi,\n'

export const KLUE_CARD = `---
pretty_name: KLUE 자연어 추론
language: ko
license: cc-by-sa-4.0
task_categories: [text-classification]
size_categories: 1K<n<10K
configs:
- config_name: default
  data_files:
  - split: train
    path: data.json
- config_name: scores
  data_files: scores.csv
- config_name: broken
  data_files: broken.parquet
---
# KLUE 자연어 추론

전제와 가설의 관계를 고르는 한국어 말뭉치입니다. Pairs of sentences, each with one of three labels.

## 라벨

| label | 뜻 | share |
|---|---|---:|
| entailment | 전제에서 가설이 따라 나온다 | 33 % |
| contradiction | 전제와 가설이 어긋난다 | 33 % |
| neutral | 어느 쪽도 아니다 | 34 % |

## 평가

정확도는 $\\frac{1}{n}\\sum_i [y_i = \\hat{y}_i]$ 이고, 손실은 다음과 같습니다.

$$
L(\\theta) = -\\sum_{i=1}^{n} \\log p_\\theta(y_i \\mid x_i)
$$

## 사용

\`\`\`python
from datasets import load_dataset

for row in load_dataset("admin/klue-nli", split="train"):
    print(row["premise"], row["gold_label"])  # 0, 1 or 2
\`\`\`

## 만든 과정

![평면도](figure.png)

## 인용

\`\`\`bibtex
@inproceedings{park2021klue,
  title={KLUE: Korean Language Understanding Evaluation},
  author={Park, S. and Moon, J.},
  booktitle={NeurIPS Datasets and Benchmarks},
  year={2021}
}
\`\`\`
`

export const MODEL_CARD = `---
pretty_name: 작은 한국어 분류기
language: ko
license: apache-2.0
pipeline_tag: text-classification
library_name: transformers
datasets: [admin/klue-nli, someone/elsewhere]
base_model: someone/bert
---
문장 두 개의 관계를 고르는 작은 모델입니다. 학습률은 $\\eta = 10^{-4}$ 입니다.
`

const SHAPES: Record<string, number[]> = {
  'embeddings.word_embeddings.weight': [32000, 64],
  'encoder.layer.0.attention.self.query.weight': [64, 64],
  'encoder.layer.0.attention.self.query.bias': [64],
  'encoder.layer.1.attention.self.query.weight': [64, 64],
  'encoder.layer.1.attention.self.query.bias': [64],
  'classifier.weight': [3, 64],
  'classifier.bias': [3],
}
const FLOAT_BYTES = 4

/** A file of zeros with the tensors of a small classifier. */
export function safetensors(): Buffer {
  let at = 0
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } }
  for (const [name, shape] of Object.entries(SHAPES)) {
    const end = at + shape.reduce((product, each) => product * each, FLOAT_BYTES)
    header[name] = { dtype: 'F32', shape, data_offsets: [at, end] }
    at = end
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, Buffer.alloc(at)])
}
