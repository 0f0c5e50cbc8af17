class Model {
  String image = 'nothing'
}
