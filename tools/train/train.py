"""Trains a small llama on the rows that `prepare` wrote and saves it as a Hugging Face folder.

Runs on a CPU with Debian's python3-torch 1.13 and on a GPU with PyTorch 2 (there in bfloat16).
Matrices learn with Muon (https://kellerjordan.github.io/posts/muon/), embedding and norms with AdamW.
"""
import argparse
import json
import math
import os
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

HEAD = 32
STRIPE = 64
EPSILON = 1e-5
ROPE_BASE = 10000.0


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    add = parser.add_argument
    add('--rows', default='work', help='folder that `prepare` wrote')
    add('--out', default='work/model')
    add('--initial', help='Hugging Face folder to continue from; its shape replaces the four numbers below')
    add('--width', type=int, default=192)
    add('--layers', type=int, default=4)
    add('--key-value-heads', type=int, default=3)
    add('--feed-forward', type=int, default=512)
    add('--minutes', type=float, default=60, help='wall time; the learning rate follows it')
    add('--steps', type=int, default=0, help='instead of minutes: exact number of steps')
    add('--step-tokens', type=int, default=3072)
    add('--muon-rate', type=float, default=0.006)
    add('--adam-rate', type=float, default=3e-3)
    add('--hold', type=float, default=0.35, help='share of the run at the full rate, before the cosine')
    add('--threads', type=int, default=1)
    add('--seed', type=int, default=1)
    return parser.parse_args()


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight


def rotated(x, cosine, sine):
    left, right = x.chunk(2, -1)
    return x * cosine + torch.cat([-right, left], -1) * sine


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, self.heads, self.shared = shape['hidden_size'], shape['num_attention_heads'], shape['num_key_value_heads']
        linear = lambda inputs, outputs: nn.Linear(inputs, outputs, bias=False)
        self.before_attention, self.before_feed = Norm(width), Norm(width)
        self.query, self.key = linear(width, self.heads * HEAD), linear(width, self.shared * HEAD)
        self.value, self.output = linear(width, self.shared * HEAD), linear(self.heads * HEAD, width)
        self.gate, self.up = linear(width, shape['intermediate_size']), linear(width, shape['intermediate_size'])
        self.down = linear(shape['intermediate_size'], width)

    def forward(self, x, mask, cosine, sine):
        batch, length, _ = x.shape
        split = lambda y, heads: y.view(batch, length, heads, HEAD).transpose(1, 2)
        h = self.before_attention(x)
        query = rotated(split(self.query(h), self.heads), cosine, sine)
        key = rotated(split(self.key(h), self.shared), cosine, sine).repeat_interleave(self.heads // self.shared, 1)
        value = split(self.value(h), self.shared).repeat_interleave(self.heads // self.shared, 1)
        if hasattr(F, 'scaled_dot_product_attention'):
            mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask.unsqueeze(1).to(query.dtype))
        else:  # PyTorch before 2.0: in stripes, since a query needs no later key
            flat = lambda y: y.reshape(batch * self.heads, length, HEAD)
            query, key, value = flat(query), flat(key).transpose(1, 2), flat(value)
            parts = []
            for begin in range(0, length, STRIPE):
                end = min(begin + STRIPE, length)
                scores = torch.baddbmm(mask[:, begin:end, :end].repeat_interleave(self.heads, 0), query[:, begin:end], key[:, :, :end], alpha=HEAD ** -0.5)
                parts.append(torch.bmm(torch.softmax(scores, -1), value[:, :end]))
            mixed = torch.cat(parts, 1).view(batch, self.heads, length, HEAD)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, length, self.heads * HEAD))
        h = self.before_feed(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class Llama(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, layers = shape['hidden_size'], shape['num_hidden_layers']
        self.embedding = nn.Embedding(shape['vocab_size'], width)
        self.blocks = nn.ModuleList([Block(shape) for _ in range(layers)])
        self.norm = Norm(width)
        for name, weight in self.named_parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, 0, 0.02 if name.startswith('embedding') else weight.shape[1] ** -0.5 * 0.7)
        for block in self.blocks:
            block.output.weight.data *= (2 * layers) ** -0.5
            block.down.weight.data *= (2 * layers) ** -0.5
        positions = torch.outer(torch.arange(shape['max_position_embeddings']).float(), 1.0 / ROPE_BASE ** (torch.arange(0, HEAD, 2).float() / HEAD))
        angles = torch.cat([positions, positions], -1)
        self.register_buffer('cosine', angles.cos(), persistent=False)
        self.register_buffer('sine', angles.sin(), persistent=False)

    def forward(self, tokens, chosen):
        """Logits of the chosen positions (flat indices) only: most positions carry no loss."""
        length = tokens.shape[1]
        document = (tokens == 0).cumsum(1)  # every conversation begins with token 0
        sees = (document[:, :, None] == document[:, None, :]) & torch.ones(length, length, dtype=torch.bool, device=tokens.device).tril()
        mask = torch.where(sees, 0.0, -1e9)
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, mask, self.cosine[:length], self.sine[:length])
        return self.norm(x).reshape(-1, x.shape[-1])[chosen] @ self.embedding.weight.t()


def tensors(model):
    """Name in a Hugging Face llama, and the weight."""
    yield 'model.embed_tokens.weight', model.embedding.weight
    yield 'model.norm.weight', model.norm.weight
    for at, block in enumerate(model.blocks):
        for name, part in (('input_layernorm', block.before_attention), ('post_attention_layernorm', block.before_feed),
                           ('self_attn.q_proj', block.query), ('self_attn.k_proj', block.key), ('self_attn.v_proj', block.value), ('self_attn.o_proj', block.output),
                           ('mlp.gate_proj', block.gate), ('mlp.up_proj', block.up), ('mlp.down_proj', block.down)):
            yield f'model.layers.{at}.{name}.weight', part.weight


def save(model, shape, folder):
    os.makedirs(folder, exist_ok=True)
    header, data, offset = {'__metadata__': {'format': 'pt'}}, [], 0
    for name, weight in sorted(tensors(model)):
        raw = weight.detach().float().cpu().numpy().astype('<f4').tobytes()
        header[name] = {'dtype': 'F32', 'shape': list(weight.shape), 'data_offsets': [offset, offset + len(raw)]}
        offset += len(raw)
        data.append(raw)
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(f'{folder}/model.safetensors.part', 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(data))
    os.replace(f'{folder}/model.safetensors.part', f'{folder}/model.safetensors')
    with open(f'{folder}/config.json', 'w') as file:
        json.dump(shape, file, indent=1)


def load(model, folder):
    raw = open(f'{folder}/model.safetensors', 'rb').read()
    size = struct.unpack('<Q', raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    with torch.no_grad():
        for name, weight in tensors(model):
            begin, end = header[name]['data_offsets']
            weight.copy_(torch.from_numpy(np.frombuffer(raw[8 + size + begin:8 + size + end], '<f4').reshape(header[name]['shape']).copy()))


def orthogonal(gradient):
    """Five Newton-Schulz steps towards the nearest orthogonal matrix."""
    x = gradient / (gradient.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.t() if tall else x
    for _ in range(5):
        square = x @ x.t()
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.t() if tall else x


class Rows:
    """Shuffled batches; a width is drawn as often as its share of the tokens."""
    def __init__(self, folder, step_tokens, random):
        meta = json.load(open(f'{folder}/rows.json'))
        self.vocabulary, self.random, self.sets = meta['vocabularySize'], random, []
        for part in meta['rows']:
            if part['count'] == 0:
                continue
            width, read = part['width'], lambda kind, dtype: np.fromfile(f"{folder}/rows-{part['width']}.{kind}", dtype).reshape(part['count'], -1)
            self.sets.append({'tokens': read('tokens', np.uint16), 'weights': read('weights', np.uint8), 'batch': max(1, round(step_tokens / width)), 'left': [], 'epochs': 0})
        self.longest = max(each['tokens'].shape[1] for each in self.sets)
        share = np.array([each['tokens'].size for each in self.sets], float)
        self.share = share / share.sum()

    def next(self):
        chosen = self.sets[self.random.choice(len(self.sets), p=self.share)]
        if len(chosen['left']) < chosen['batch']:
            chosen['left'] = self.random.permutation(len(chosen['tokens'])).tolist()
            chosen['epochs'] += 1
        rows = [chosen['left'].pop() for _ in range(min(chosen['batch'], len(chosen['left'])))]
        return chosen['tokens'][rows].astype(np.int64), chosen['weights'][rows].astype(np.float32)


def main():
    given = options()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    rows = Rows(given.rows, given.step_tokens, np.random.default_rng(given.seed))
    shape = {'architectures': ['LlamaForCausalLM'], 'model_type': 'llama', 'hidden_size': given.width, 'num_hidden_layers': given.layers, 'num_attention_heads': given.width // HEAD,
             'num_key_value_heads': given.key_value_heads, 'head_dim': HEAD, 'intermediate_size': given.feed_forward, 'vocab_size': rows.vocabulary, 'rms_norm_eps': EPSILON,
             'rope_theta': ROPE_BASE, 'tie_word_embeddings': True, 'hidden_act': 'silu', 'torch_dtype': 'float32', 'bos_token_id': 0, 'eos_token_id': 2, 'pad_token_id': 0}
    if given.initial:
        shape.update(json.load(open(f'{given.initial}/config.json')))
    shape['max_position_embeddings'] = rows.longest - 1
    model = Llama(shape)
    if given.initial:
        load(model, given.initial)
    model.to(device)
    print(f'{sum(weight.numel() for weight in model.parameters())} parameters on {device}, {[each["tokens"].shape for each in rows.sets]}', flush=True)

    matrices = [weight for name, weight in model.named_parameters() if weight.dim() > 1 and not name.startswith('embedding')]
    momenta = [torch.zeros_like(weight) for weight in matrices]
    vectors = [weight for weight in model.parameters() if weight.dim() == 1]
    adam = torch.optim.AdamW([{'params': [model.embedding.weight], 'weight_decay': 0.05}, {'params': vectors, 'weight_decay': 0.0}], lr=given.adam_rate, betas=(0.9, 0.98))
    run = torch.compile(model, dynamic=False) if device == 'cuda' else model

    def loss_of(tokens, weights):
        inputs, targets = torch.from_numpy(tokens[:, :-1].copy()).to(device), torch.from_numpy(tokens[:, 1:].copy()).reshape(-1).to(device)
        weight = torch.from_numpy(weights[:, 1:].copy()).reshape(-1).to(device)
        chosen = weight.nonzero().squeeze(1)
        with torch.autocast(device, torch.bfloat16, enabled=device == 'cuda'):
            logits = run(inputs, chosen)
        weight = weight[chosen]
        return (F.cross_entropy(logits.float(), targets[chosen], reduction='none') * weight).sum() / weight.sum()

    begun, cpu_begun, step, seen, smooth = time.time(), time.process_time(), 0, 0, None
    while True:
        progress = step / given.steps if given.steps else (time.time() - begun) / (given.minutes * 60)
        if progress >= 1:
            break
        rate = min(1, (step + 1) / 100) * (1 if progress < given.hold else max(0.01, 0.5 * (1 + math.cos(math.pi * (progress - given.hold) / (1 - given.hold)))))
        tokens, weights = rows.next()
        loss = loss_of(tokens, weights)
        adam.zero_grad(set_to_none=True)
        for weight in matrices:
            weight.grad = None
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in adam.param_groups:
            group['lr'] = given.adam_rate * rate
        adam.step()
        with torch.no_grad():
            for weight, momentum in zip(matrices, momenta):
                momentum.mul_(0.95).add_(weight.grad)
                update = orthogonal(weight.grad + 0.95 * momentum)
                weight.mul_(1 - given.muon_rate * rate * 0.05)
                weight.add_(update, alpha=-given.muon_rate * rate * max(1, weight.shape[0] / weight.shape[1]) ** 0.5)
        step += 1
        seen += tokens.shape[0] * (tokens.shape[1] - 1)
        smooth = loss.item() if smooth is None else smooth * 0.98 + 0.02 * loss.item()
        if step % 50 == 0 or step < 4:
            print(f'step {step} loss {smooth:.4f} rate {rate:.3f} {seen / (time.time() - begun):.0f} tokens/s {progress * 100:.0f} %', flush=True)
        if step % 500 == 0:
            save(model, shape, given.out)
    save(model, shape, given.out)
    print(json.dumps({'steps': step, 'tokens': seen, 'loss': round(smooth, 4), 'wallSeconds': round(time.time() - begun), 'cpuSeconds': round(time.process_time() - cpu_begun), 'device': device, 'torch': torch.__version__, 'epochs': [each['epochs'] for each in rows.sets]}))


main()
