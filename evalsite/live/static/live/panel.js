// One panel: its picture is drawn once and then given new rows; its table is written anew only where
// something in it changed, so that nothing flickers and nobody loses his place.
const OPTIONS = {
  mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export class Panel {
  constructor(section) {
    this.section = section;
    this.figure = section.querySelector("figure.chart");
    this.spec = JSON.parse(section.querySelector("script[type='application/json']").textContent);
    this.data = this.spec.datasets;
    this.shown = "";
    this.numbers = [...section.querySelectorAll("th")].map((head) => head.className);
    this.draw(!this.figure.hidden);
  }

  find(selector) { return this.section.querySelector(selector); }

  update({ data, cells, hidden, said, drawn }) {
    setText(this.find(".said"), said);
    this.find(".said").hidden = !said;
    this.find(".nothing").hidden = drawn || cells.length > 0;
    this.find(".scroll").hidden = cells.length === 0;
    this.find(".more").hidden = hidden === 0;
    setText(this.find(".more span"), String(hidden));
    this.write(cells);
    this.figure.hidden = !drawn;
    this.data = { ...this.data, ...data };
    this.draw(drawn);
  }

  write(cells) {
    const body = this.find("tbody");
    const rows = cells.map((cells) => {
      const row = document.createElement("tr");
      cells.forEach((text, place) => {
        const cell = row.insertCell();
        cell.className = this.numbers[place];
        cell.textContent = text;
      });
      return row;
    });
    rows.forEach((row, place) => {
      const old = body.rows[place];
      if (!old) body.append(row);
      else if (!row.isEqualNode(old)) old.replaceWith(row);
    });
    while (body.rows.length > rows.length) body.rows[body.rows.length - 1].remove();
  }

  // One drawing after another: a view that is still being made cannot be given rows.
  draw(some) {
    const rows = JSON.stringify(this.data);
    if (!some || rows === this.shown) return;
    this.shown = rows;
    const data = this.data;
    this.drawing = Promise.resolve(this.drawing).then(() => this.show(data));
    this.drawing = this.drawing.catch((problem) => console.error(problem));
  }

  async show(data) {
    if (this.view) {
      for (const [name, rows] of Object.entries(data)) this.view.data(name, rows);
      await this.view.runAsync();
    } else {
      const place = this.figure.querySelector(".drawn");
      const drawn = await vegaEmbed(place, { ...this.spec, datasets: data }, OPTIONS);
      this.view = drawn.view;
    }
    this.figure.dataset.state = "drawn";
  }
}
